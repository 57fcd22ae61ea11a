/**
 * What an error says, without the values that a database repeats in it: what is there already ("Duplicate entry"), and
 * what it could not take ("Incorrect … value").
 */
export function wordsOfError(error: Error): string {
  // Drizzle's message is the statement with its values; why it failed, its cause says.
  if ("query" in error && "params" in error) return "a query failed";
  return error.message
    .replace(/Duplicate entry '.*' for key/s, "Duplicate entry for key")
    .replace(/((?:Incorrect|Truncated incorrect) [\w ]+ value): '.*'/s, "$1");
}
