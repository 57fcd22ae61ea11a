import fc from "fast-check";
import { anyCharacter } from "@/services/testing/any-character";

/** Pieces of HTML on which a browser's parser and a good tokenizer agree, for comparing one with the other. */
export const tokenFragments = [
  ...[
    '<a href="https://a.example/1">',
    "<A HREF='https://b.example/?x=1&amp;y=2'>",
    "<a href=https://c.example/>",
  ],
  ...[
    '<a href = " https://d.example/\n ">',
    "<a\thref\n=\r\n'//e.example'\f>",
    "<a/href=x/y>",
    "<a href>",
    "<a href=>",
  ],
  ...[
    "<a x='>' href=1>",
    '<a "href=2>',
    "<a =href=3>",
    "<a href=4 href=5>",
    "<a href=6\"'<>",
    "<a name=x>",
    "<a\0href=7>",
  ],
  ...['<area href="8">', "<area href='&#104;ttp&colon;&sol;&#x2F;x' />", "<link href=9>", "<abbr href=10>"],
  ...[
    "<a href='&copy=1&copy;&copy2&lt&amp&notit;&bogus;&#0;&#x80;&#xd800;\0'>",
    "<a href='\r\n\r'>",
    "<a data-href=11>",
  ],
  ...[
    "</a>",
    "</A >",
    "</a href=12>",
    "</a",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "text",
    "\u{1f4e6}",
    "\u0130",
    "\r\n",
    " ",
    "&lt;",
    "<",
    ">",
  ],
  ...[
    "<!-- <a href=13> -->",
    "<!-- ",
    "-->",
    "--!>",
    "<!-->",
    "<!--->",
    "<!doctype html>",
    "<![CDATA[ <a href=14> ]]>",
  ],
  ...[
    "<![if !mso]>",
    "<![endif]>",
    "<!--[if !mso]><!-->",
    "<!--<![endif]-->",
    "<?xml >",
    "</ x>",
    "<!",
    "</",
  ],
  ...[
    "<style><a href=15>",
    "</style>",
    "<title>",
    "</title>",
    "<xmp><a href=16></XMP>",
    "<textarea>",
    "</textarea\n>",
  ],
  ...[
    "<div title='",
    '<div title="',
    "'>",
    '">',
    "'",
    '"',
    "=",
    "/",
    "</body>",
    "</html>",
    "<br/>",
    "<img alt=x>",
  ],
];

const destinations = [
  ...[
    "https://example.com/",
    "http://example.com/?a=1&amp;b=2",
    "HTTPS://EXAMPLE.COM/A'B",
    "//example.org/x",
    "https://m\u00fcnchen.example/\u00fc?\u00e9#\u0130",
  ],
  ...[
    " https://example.net/a b\n",
    "mailto:a@example.com",
    "#top",
    "page.html",
    "{{url}}",
    "https://u:p@example.com/",
    "http://[bad",
    "javascript:alert(1)",
  ],
  ...[
    "https://portal.example.com/api/email-tracking/click?x",
    "https://example.com/reset?token=abc",
    "https://example.com/\ud800",
    "&#104;ttps://example.com/",
    "",
  ],
];

const quoted = fc
  .constantFrom(...destinations)
  .chain((url) =>
    fc.constantFrom(
      `"${url}"`,
      `'${url.replaceAll("'", "&#39;")}'`,
      url.replace(/[\s"'>]/g, ""),
      ` "\n${url}\t"`,
    ),
  );

const link = fc
  .record({
    tag: fc.constantFrom("a", "A", "area", "v:roundrect", "link", "base", "b"),
    name: fc.constantFrom("href", "HREF", "data-href", "src"),
    value: quoted,
    before: fc.constantFrom(
      "",
      "title='>'",
      "class=x",
      "data-no-track",
      "clicktracking=off",
      "ses:no-track=''",
      "x\0y",
    ),
    after: fc.constantFrom("", " data-pm-no-track", " /", "\r\n", " style='a:b'"),
  })
  .map(({ tag, name, value, before, after }) => `<${tag} ${before} ${name}=${value}${after}>link</${tag}>`);

const conditional = fc
  .tuple(
    fc.array(link, { maxLength: 2 }),
    fc.constantFrom(
      ["<!--[if mso]>", "<![endif]-->"],
      ["<!--[if (gte mso 9)|(IE)]>", "<![endif]-->"],
      ["<!--[if !mso]><!-->", "<!--<![endif]-->"],
      ["<!--[if !mso]> <!-->", "<!-- <![endif]-->"],
      ["<![if !mso]>", "<![endif]>"],
      ["<!--[if mso", "-->"],
    ),
  )
  .map(([links, [start, end]]) => start + links.join("") + end);

/** Mails as bad as can be: well-formed links and all kinds of wreckage, in any order. */
export const hostileHtml: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      link,
      link,
      conditional,
      fc.constantFrom(
        ...tokenFragments,
        "<body>",
        "</BODY >",
        "<html>",
        "<head>",
        "</head>",
        "\0",
        "\ud800",
        "\ufeff",
      ),
      fc.string({ unit: anyCharacter, maxLength: 10 }),
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(""));
