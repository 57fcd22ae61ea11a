import { describe, expect, it } from "vitest";
import { hasOwnColours, messageDocument } from "./message-document";

describe("messageDocument", () => {
  it("carries the mail and one script", () => {
    const page = messageDocument("<p>Hello</p>");
    expect(page).toContain("<main><p>Hello</p></main>");
    expect(page.match(/<script/g)).toHaveLength(1);
  });

  it("folds what the mail quoted, below what it says", () => {
    const page = messageDocument("<p>Yes</p>", "<p>Is it?</p>");
    expect(page).toMatch(
      /<main><p>Yes<\/p><\/main><details id="quoted"><summary .*<p>Is it\?<\/p><\/details>/,
    );
    expect(messageDocument("<p>Yes</p>")).not.toContain("<details");
  });

  it("keeps a mail made for paper on paper", () => {
    expect(hasOwnColours('<td bgcolor="#fff">x</td>')).toBe(true);
    expect(hasOwnColours('<p style="background-color: #eee">x</p>')).toBe(true);
    expect(hasOwnColours('<a style="background:#1a73e8;color:#ffffff">Pay</a>')).toBe(true);
    expect(hasOwnColours("<p>my background-colour question</p>")).toBe(false);
  });

  it("keeps a mail on paper that sets the colour of its text: black would be unreadable on black", () => {
    expect(hasOwnColours('<p style="color:#000000">Dear support</p>')).toBe(true);
    expect(hasOwnColours('<font color="#1F497D">Dear support</font>')).toBe(true);
    expect(hasOwnColours('<p style="text-align:left">Dear support</p>')).toBe(false);
  });
});
