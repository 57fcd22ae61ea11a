/** What an attacker knows or can guess of a mail that was really sent. */
export type Target = {
  trackingId: string;
  /** The one link of the mail. */
  link: string;
  sign: (url: string) => string;
};

export type Attack = {
  name: string;
  method?: string;
  path: (target: Target) => string;
  headers?: Record<string, string>;
  /** Bytes that the URL class or Node refuse to carry: for the door with a socket only. */
  rawBytes?: true;
  /** The only redirects that there may be: to exactly the link that was sent. */
  leadsToTheLink?: true;
  /** A request like a recipient's own may be recorded as one. */
  mayRecord?: true;
};

const pixel = (id: string) => `/api/email-tracking/pixel/${id}.gif`;
const click = (query: string) => `/api/email-tracking/click?${query}`;
const encoded = encodeURIComponent;
const unknown = "U".repeat(43);

const ids: [string, string][] = [
  ["unknown", unknown],
  ["empty", ""],
  ["of one character", "a"],
  ["one character too short", "a".repeat(42)],
  ["one character too long", "a".repeat(44)],
  ["of 10 KB", "a".repeat(10_240)],
  ["with a NUL", `${"a".repeat(42)}%00`],
  ["with a line break", `${"a".repeat(20)}%0D%0AX-Injected:%20yes`],
  ["not UTF-8", `${"a".repeat(40)}%FF%FE%C0`],
  ["with an overlong slash", "..%C0%AF..%C0%AF"],
  ["with broken percent-encoding", "%E0%A4%A"],
  ["going up", "..%2F..%2F..%2Fetc%2Fpasswd"],
  ["going up in the clear", "../../../api/health"],
  ["an SQL string", "'%20OR%20'1'='1"],
  ["an SQL comment", `${"a".repeat(40)}'--`],
  ["a wildcard of SQL", `${"_".repeat(43)}`],
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
  ["toString", "toString"],
  ["full-width digits", encoded("１".repeat(43))],
  ["HTML", encoded("<script>alert(1)</script>")],
  ["a template", encoded("{{tracking_id}}")],
];

/** Where no link of ours led. */
const destinations: [string, string][] = [
  ["another site", "https://evil.example/phish"],
  ["javascript:", "javascript:alert(1)"],
  ["JavaScript: in mixed case", "JaVaScRiPt:alert(1)"],
  ["javascript: with a tab inside", "java\tscript:alert(1)"],
  ["javascript: with a line break inside", "java\nscript:alert(1)"],
  ["javascript: after blanks and controls", "\x01 \x1f javascript:alert(1)"],
  ["javascript: that looks like a host", "javascript://example.com/%0Aalert(1)"],
  ["data:", "data:text/html,<script>alert(1)</script>"],
  ["vbscript:", "vbscript:msgbox(1)"],
  ["file:", "file:///etc/passwd"],
  ["blob:", "blob:https://example.com/1"],
  ["view-source:", "view-source:https://example.com/"],
  ["//evil", "//evil.example"],
  ["///evil", "///evil.example"],
  ["////evil", "////evil.example"],
  ["\\\\evil", "\\\\evil.example"],
  ["/\\evil", "/\\evil.example"],
  ["\\/evil", "\\/evil.example"],
  ["https:evil", "https:evil.example"],
  ["https:/evil", "https:/evil.example"],
  ["https:/\\evil", "https:/\\evil.example"],
  ["https:\\\\evil", "https:\\\\evil.example"],
  ["https:///evil", "https:///evil.example"],
  ["https://\\evil", "https://\\evil.example"],
  ["a tab in the scheme", "ht\ttps://evil.example"],
  ["a tab before the slashes", "https:\t//evil.example"],
  ["a user that looks like our host", "https://support.example.com@evil.example/"],
  ["a user and a password", "https://support.example.com:443@evil.example/"],
  ["a user after a backslash", "https://evil.example\\@support.example.com/"],
  ["a host after a fragment", "https://evil.example#@support.example.com/"],
  ["a host after a question mark", "https://evil.example?@support.example.com/"],
  ["our host as a subdomain", "https://support.example.com.evil.example/"],
  ["the link's host as a subdomain", "https://example.com.evil.example/?a=1&b=2"],
  ["the link's host with a dot", "https://example.com./?a=1&b=2"],
  ["another port", "https://example.com:8443/?a=1&b=2"],
  ["http for https", "http://example.com/?a=1&b=2"],
  ["a longer path", "https://example.com/../evil?a=1&b=2"],
  ["a fragment more", "https://example.com/?a=1&b=2#evil"],
  ["a parameter more", "https://example.com/?a=1&b=2&next=https://evil.example"],
  ["a homograph of the host", "https://exаmple.com/?a=1&b=2"],
  ["a homograph in punycode", "https://xn--exmple-4nf.com/?a=1&b=2"],
  ["full-width letters", "https://ｅｖｉｌ.example/"],
  ["an ideographic full stop", "https://evil。example/"],
  ["a host in brackets", "https://[::1]/"],
  ["a number for a host", "https://2130706433/"],
  ["a cloud's metadata", "http://169.254.169.254/latest/meta-data/"],
  ["a line break and a header", "https://example.com/\r\nX-Injected: yes"],
  ["a line break and a cookie", "https://example.com/?a=1&b=2\r\nSet-Cookie: a=b"],
  ["two line breaks and a page", "https://example.com/\r\n\r\n<script>alert(1)</script>"],
  ["a line separator", "https://example.com/\u2028evil"],
  ["a NUL at the end", "https://example.com/?a=1&b=2\0"],
  ["a NUL in the host", "https://example.com\0.evil.example/"],
  ["a right-to-left mark", "https://example.com/\u202ecod.exe"],
  ["nothing", ""],
  ["a blank", " "],
  ["a relative path", "/admin"],
  ["__proto__", "__proto__"],
  ["a placeholder", "{{url}}"],
  ["of 10 KB", `https://evil.example/${"a".repeat(10_240)}`],
];

const overLong = "x".repeat(60_000);

export const attacks: Attack[] = [
  ...ids.flatMap(([name, id]): Attack[] => [
    { name: `the pixel of an id ${name}`, path: () => pixel(id) },
    { name: `the status of an id ${name}`, path: () => `/api/email-tracking/status/${id}` },
    {
      name: `a click of an id ${name}`,
      path: ({ link, sign }) => click(`tid=${id}&url=${encoded(link)}&sig=${sign(link)}`),
    },
  ]),
  ...destinations.flatMap(([name, url]): Attack[] => [
    {
      name: `a click to ${name}, without a signature`,
      path: ({ trackingId }) => click(`tid=${trackingId}&url=${encoded(url)}`),
    },
    {
      name: `a click to ${name}, with the signature of the link`,
      path: ({ trackingId, link, sign }) => click(`tid=${trackingId}&url=${encoded(url)}&sig=${sign(link)}`),
    },
    {
      name: `a click to ${name}, encoded twice`,
      path: ({ trackingId }) => click(`tid=${trackingId}&url=${encoded(encoded(url))}&sig=x`),
    },
    {
      name: `a click to ${name}, encoded three times`,
      path: ({ trackingId }) => click(`tid=${trackingId}&url=${encoded(encoded(encoded(url)))}&sig=x`),
    },
  ]),
  ...["tid", "url", "sig"].map(
    (name): Attack => ({
      name: `a header injected by ${name}`,
      path: ({ trackingId }) =>
        click(
          `tid=${trackingId}&url=https://evil.example/&sig=x`.replace(
            new RegExp(`${name}=[^&]*`),
            `${name}=x%0D%0AX-Injected:%20yes%0D%0ASet-Cookie:%20a=b`,
          ),
        ),
    }),
  ),
  ...["__proto__", "constructor", "prototype", "hasOwnProperty", "toString"].map(
    (name): Attack => ({
      name: `a parameter named ${name}`,
      path: () => click(`${name}=x&${name}[tid]=x&${name}[url]=https://evil.example/`),
    }),
  ),
  {
    name: "the link first and another destination after it",
    path: ({ trackingId, link }) =>
      click(`tid=${trackingId}&url=${encoded(link)}&url=https://evil.example/&sig=x`),
    leadsToTheLink: true,
    mayRecord: true,
  },
  {
    name: "another destination first and the link after it",
    path: ({ trackingId, link, sign }) =>
      click(`tid=${trackingId}&url=https://evil.example/&url=${encoded(link)}&sig=${sign(link)}`),
  },
  {
    name: "an unknown id first and the right one after it",
    path: ({ trackingId }) => click(`tid=${unknown}&tid=${trackingId}&url=https://evil.example/`),
  },
  {
    name: "the signature of another mail",
    path: ({ link, sign }) => click(`tid=${unknown}&url=${encoded(link)}&sig=${sign(link)}`),
  },
  ...[0, -1, 2, 999_999, 1e21, "1e0", "0x1", "1.0", "%31%00", "١", "__proto__"].map(
    (number): Attack => ({
      name: `link number ${number}, where there is but one link`,
      path: ({ trackingId }) => click(`tid=${trackingId}&link=${number}&sig=x`),
    }),
  ),
  { name: "a query of 60 KB", path: ({ trackingId }) => click(`tid=${trackingId}&url=${overLong}`) },
  { name: "ten thousand parameters", path: () => click("a=b&".repeat(10_000).slice(0, 15_000)) },
  { name: "a query of ampersands", path: () => click("&".repeat(10_000)) },
  { name: "a query of percent signs", path: () => click("%".repeat(10_000)) },
  {
    name: "a signature of 10 KB",
    path: ({ trackingId, link }) =>
      click(`tid=${trackingId}&url=${encoded(`${link}x`)}&sig=${"A".repeat(10_240)}`),
  },
  ...["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "REPORT"].flatMap(
    (method): Attack[] => [
      { name: `${method} of the pixel`, method, path: ({ trackingId }) => pixel(trackingId) },
      {
        name: `${method} of a good link`,
        method,
        path: ({ trackingId, link, sign }) =>
          click(`tid=${trackingId}&url=${encoded(link)}&sig=${sign(link)}`),
      },
    ],
  ),
  ...[
    ["bytes that are not UTF-8 in an id", `${"a".repeat(20)}\xff\xfe\xc0\xaf`],
    ["a blank in an id", `${"a".repeat(20)} HTTP/1.1`],
    ["a backslash in an id", "..\\..\\etc\\passwd"],
  ].map(
    ([name, id]): Attack => ({ name: `${name}, on the wire`, path: () => pixel(id ?? ""), rawBytes: true }),
  ),
  {
    name: "bytes that are not UTF-8 in a destination, on the wire",
    path: ({ trackingId }) => click(`tid=${trackingId}&url=https://evil.example/\xff\xfe\xe9&sig=\xff`),
    rawBytes: true,
  },
  {
    name: "a bare line feed and a header, on the wire",
    path: ({ trackingId }) => click(`tid=${trackingId}&url=x HTTP/1.1\nX-Injected: yes\n\nGET /`),
    rawBytes: true,
  },
  {
    name: "an absolute request target of another host",
    path: () => `http://evil.example${pixel(unknown)}`,
    rawBytes: true,
  },
  {
    name: "two requests in one",
    path: () => `${pixel(unknown)} HTTP/1.1\r\nHost: a\r\n\r\nGET ${pixel(unknown)}`,
    rawBytes: true,
  },
];
