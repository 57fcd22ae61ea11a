import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCharacter } from "@/services/testing/any-character";
import { cleanFilename } from "./clean-filename";

describe("cleanFilename", () => {
  it.each([
    ["report.pdf", "report.pdf"],
    ["/etc/passwd", "passwd"],
    ["..\\..\\windows\\system.ini", "system.ini"],
    ["C:\\Users\\Ana\\Kosten für März.xlsx", "Kosten für März.xlsx"],
    ["a\r\nContent-Type: text/html\r\n.txt", "html .txt"],
    ["tab\tand\u0000null.txt", "tab and null.txt"],
    ["invoice\u202efdp.exe", "invoicefdp.exe"],
    ["..", "file"],
    ["", "file"],
    ["folder/", "file"],
    ["請求書.pdf", "請求書.pdf"],
  ])("%j becomes %j", (given, expected) => {
    expect(cleanFilename(given)).toBe(expected);
  });

  it("keeps the extension of a name that is too long", () => {
    const name = cleanFilename(`${"é".repeat(400)}.tar.gz`);
    expect([...name]).toHaveLength(255);
    expect(name.endsWith("é.gz")).toBe(true);
  });

  it("is short, one line and no path, whatever it is given, and stays as it is when cleaned again", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 600 }), (given) => {
        const name = cleanFilename(given);
        expect([...name].length).toBeLessThanOrEqual(255);
        expect(name).toMatch(/^[^/\\\p{Cc}\u202a-\u202e]+$/u);
        expect(name).not.toMatch(/^\.*$/);
        expect(cleanFilename(name)).toBe(name);
      }),
    );
  });
});
