import { describe, expect, it } from "vitest";
import { redactor } from "./redact";

describe("taking somebody out of a text", () => {
  const redact = redactor({ email: "ann.lee+x@example.org", name: "Ann-Marie O'Lee & Son" });

  it.each([
    ["Write to ann.lee+x@example.org!", "Write to [erased]!"],
    ["ANN.LEE+X@EXAMPLE.ORG", "[erased]"],
    ['<a href="mailto:ann.lee+x@example.org">mail</a>', '<a href="mailto:[erased]">mail</a>'],
    ["Dear ann-marie o'lee & son, hello", "Dear [erased], hello"],
    ["<p>Dear Ann-Marie O&#39;Lee &amp; Son</p>", "<p>Dear [erased]</p>"],
    ["Dear Ann-Marie, dear Son", "Dear [erased], dear [erased]"],
    ["HELLO ANN-MARIE", "HELLO [erased]"],
    ["a son of Sonja, & more", "a son of Sonja, & more"],
    ["joann.lee+x@example.org", "joann.lee+x@example.org"],
    ["ann.lee+x@example.organic", "ann.lee+x@example.organic"],
    ["Élann-Marie", "Élann-Marie"],
    ["", ""],
  ])("%j becomes %j", (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it("takes the parts of a name for it in any letter case where that is asked for", () => {
    const label = redactor({ email: "v@example.org", name: "Victoria Lee" }, { partsInAnyCase: true });
    expect(["VICTORIA", "victoria's page", "Victorian"].map(label)).toEqual([
      "[erased]",
      "[erased]'s page",
      "Victorian",
    ]);
  });

  it("does nothing for a name that is too short, and takes a name for what it is and not for a pattern", () => {
    expect(redactor({ email: "bo@example.org", name: "Bo" })("Bo said: no bother")).toBe(
      "Bo said: no bother",
    );
    expect(redactor({ email: "x@example.org", name: "(.*)+" })("all of it")).toBe("all of it");
    expect(redactor({ email: "x@example.org", name: null })("all of x@example.org")).toBe("all of [erased]");
    expect(redactor({ email: "x@example.org", name: "李小龙" })("你好 李小龙 !")).toBe("你好 [erased] !");
  });
});
