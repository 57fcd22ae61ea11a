import { randomInt } from "node:crypto";

// No characters that are mistaken for each other when read aloud or copied by hand.
const alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** A password of 20 characters (over 115 bits), to be handed to a person once. */
export function generatePassword(): string {
  return Array.from({ length: 20 }, () => alphabet[randomInt(alphabet.length)]).join("");
}
