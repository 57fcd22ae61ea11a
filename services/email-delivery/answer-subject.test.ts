import { expect, it } from "vitest";
import { answerSubject } from "./answer-subject";

it.each([
  "Re: Printer",
  "RE: Printer",
  "AW: Drucker",
  "Antw: printer",
  "SV: Skrivare",
  "RE : Imprimante",
  "Re[2]: Printer",
  "回复：打印机",
])("the subject of an answer stays: %s", (subject) => expect(answerSubject(subject)).toBe(subject));

it.each(["Printer", "Reset: how?", "Research: printers", "", "Fwd: Printer", "Area: Re: none"])(
  "becomes an answer's: %j",
  (subject) => expect(answerSubject(subject)).toBe(`Re: ${subject}`),
);
