/** The pattern of a LIKE that finds a text anywhere: what LIKE reads as "any" is taken as it is written. */
export function likeContaining(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
