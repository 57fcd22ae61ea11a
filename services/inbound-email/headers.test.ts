import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authenticationResults } from "./authentication-results";
import { automaticMail } from "./automatic-mail";
import { mailDestinations } from "./mail-destinations";
import { headerValues, readHeaderBlock } from "./mail-headers";
import { mailboxesIn } from "./mailboxes";
import { isUsableMessageId, messageIdsIn, usableMessageId } from "./message-ids";

const results = (...values: string[]) =>
  values.map((value) => ({ key: "authentication-results", line: `Authentication-Results: ${value}` }));

describe("Authentication-Results", () => {
  const host = "mx.example.com";

  it("are believed of the trusted host only, and of its topmost header only", () => {
    const theirs = "evil.example; spf=pass; dkim=pass; dmarc=pass";
    expect(authenticationResults(results(theirs), host)).toBeNull();
    const ours =
      "mx.example.com; spf=fail smtp.mailfrom=bank.example; dkim=none; dmarc=fail (p=REJECT) header.from=bank.example";
    const forged = "mx.example.com; spf=pass; dmarc=pass";
    expect(authenticationResults(results(theirs, ours, forged), host)).toEqual({
      host,
      spf: "fail",
      dkim: "none",
      dmarc: "fail",
      failed: ["spf", "dmarc"],
    });
    expect(authenticationResults(results(ours), null)).toBeNull();
  });

  it.each([
    ["MX.Example.COM 1; SPF=Pass (comment; dmarc=fail (nested))", []],
    ["mx.example.com; dkim=fail header.d=a; dkim=pass header.d=b", []],
    ['mx.example.com; dkim=fail reason="bad; spf=pass"', ["dkim"]],
    ["mx.example.com; spf=softfail", ["spf"]],
    ["mx.example.com; dmarc=permerror", []],
    ["mx.example.com; none", []],
    ["mx.example.com.evil.example; spf=fail", undefined],
    ["", undefined],
  ])("%s", (value, failed) => {
    expect(authenticationResults(results(value), host)?.failed).toEqual(failed);
  });
});

describe("Message-IDs", () => {
  it("are read with and without brackets, and the useless ones are known", () => {
    expect(messageIdsIn("<a@b.example>\r\n\t<c@d.example>")).toEqual(["a@b.example", "c@d.example"]);
    expect(messageIdsIn("Your message of Tuesday <a.long.one@b.example>")).toEqual(["a.long.one@b.example"]);
    expect(messageIdsIn("bare.one@b.example")).toEqual(["bare.one@b.example"]);
    for (const useless of [
      "",
      "@",
      "a@b",
      "x y@example.org",
      "@localhost",
      `${"x".repeat(300)}@example.org`,
    ]) {
      expect(isUsableMessageId(useless)).toBe(false);
    }
    expect(usableMessageId("<20261124.1@mail.example.org>")).toBe("20261124.1@mail.example.org");
  });

  it("of a long chain keep its beginning and its end", () => {
    const ids = Array.from({ length: 1000 }, (_, n) => `<number.${n}@example.org>`);
    const read = messageIdsIn(ids.join(" "));
    expect(read).toHaveLength(100);
    expect([read[0], read.at(-1)]).toEqual(["number.0@example.org", "number.999@example.org"]);
  });
});

it("header blocks are read with folds, and end at the empty line", () => {
  const block = readHeaderBlock("A: 1\r\n  2\nno header\nb : x\n\nC: body");
  expect(headerValues(block, "a")).toEqual(["1 2"]);
  expect(headerValues(block, "B")).toEqual(["x"]);
  expect(headerValues(block, "c")).toEqual([]);
});

it("addresses are read from what people write", () => {
  expect(
    mailboxesIn(['"Ruiz, Ana" <ANA@Example.org>, bob@example.org; undisclosed-recipients:;, <nonsense>']),
  ).toEqual([
    { email: "ana@example.org", name: "Ruiz, Ana" },
    { email: "bob@example.org", name: null },
  ]);
});

const hostile = fc.array(
  fc.oneof(
    fc.string(),
    fc.constantFrom(
      "<",
      ">",
      "@",
      ";",
      "=",
      "(",
      ")",
      '"',
      "\\",
      "\r\n ",
      "spf=fail",
      "mx.example.com;",
      ",",
      ":",
      "=?utf-8?B?",
    ),
  ),
  { maxLength: 60 },
);

it("nothing in a header makes a reader fail", () => {
  fc.assert(
    fc.property(hostile, (parts) => {
      const value = parts.join("");
      const headers = [
        "authentication-results",
        "to",
        "cc",
        "list-id",
        "list-post",
        "precedence",
        "auto-submitted",
        "content-type",
        "delivered-to",
        "return-path",
      ].map((key) => ({ key, line: `${key}: ${value}` }));
      authenticationResults(headers, "mx.example.com");
      automaticMail(headers, null, () => false);
      mailDestinations(headers, value);
      readHeaderBlock(value);
      for (const id of messageIdsIn(value)) expect(id).not.toMatch(/[<>]/);
      for (const { email } of mailboxesIn([value])) expect(email).toMatch(/^\S+@\S+$/);
    }),
    { numRuns: 500 },
  );
});

it("reading takes time in proportion to the length", () => {
  const long = 200_000;
  for (const piece of [
    "(",
    "<",
    "<a@b ",
    "a@",
    "=?utf-8?B?",
    ",",
    ";",
    '"',
    "\\",
    " ",
    "x",
    "a@b.example, ",
  ]) {
    const value = piece.repeat(long / piece.length);
    const headers = ["authentication-results", "to", "list-id", "list-post", "precedence"].map((key) => ({
      key,
      line: `${key}: ${value}`,
    }));
    const start = performance.now();
    authenticationResults(headers, "mx.example.com");
    automaticMail(headers, null, () => false);
    mailDestinations(headers, value);
    messageIdsIn(value);
    expect(performance.now() - start, piece).toBeLessThan(1000);
  }
});
