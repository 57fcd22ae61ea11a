import { expect, it } from "vitest";
import { preferencesWords } from "./words";

it.each([
  [
    "none",
    "With each of these: the time, what your mail program or browser says of itself and of your device, and the page you came from, if it says so.",
  ],
  [
    "truncated",
    "With each of these: the time, what your mail program or browser says of itself and of your device, the page you came from, if it says so, and a shortened internet address, which tells the network but not the connection, and its country.",
  ],
  [
    "full",
    "With each of these: the time, what your mail program or browser says of itself and of your device, the page you came from, if it says so, and the internet address and its country.",
  ],
] as const)("a recipient is told everything that is recorded, with ip_storage %s", (ipStorage, sentence) => {
  expect(preferencesWords.details(ipStorage)).toBe(sentence);
});
