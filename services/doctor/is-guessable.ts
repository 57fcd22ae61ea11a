const words =
  /change.?me|secret|password|passwort|example|default|test|admin|myportal|your.?key|1234567|qwerty|(.)\1{5}/i;
/** Of 32 characters of Base64 some 25 differ; of hexadecimal ones 14. */
const fewestDifferent = 10;

/** Whether a secret looks as if a person, or an example's author, had made it up. */
export function isGuessable(secret: string): boolean {
  return new Set(secret).size < fewestDifferent || words.test(secret);
}
