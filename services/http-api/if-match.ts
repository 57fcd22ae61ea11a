import { ApiProblem } from "./problem";

// RFC 9110, 8.8.3: an opaque text in quotes, after `W/` when it is weak.
const entityTag = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const wholeList = new RegExp(`^[ \\t,]*${entityTag}(?:[ \\t]*,[ \\t,]*${entityTag})*[ \\t,]*$`);
const oneTag = new RegExp(entityTag, "g");

/**
 * The entity tags that a caller accepts. Weak ones are left out: `If-Match` compares strongly (RFC 9110, 13.1.1).
 * @returns null when there is no condition: no header, or `*`, which anything that exists fulfils
 * @throws {ApiProblem} 400 for what is no list of tags; taken for no condition it would change what it was to protect
 */
export function readIfMatch(header: string | null): string[] | null {
  if (header === null || header.trim() === "*") return null;
  if (!wholeList.test(header))
    throw new ApiProblem(
      400,
      'If-Match is not readable: give the ETag as it came, in its quotes, such as "7".',
    );
  return (header.match(oneTag) ?? []).filter((tag) => !tag.startsWith("W/"));
}
