/**
 * The path and query that a request is for. An absolute URL is taken, as it must be (RFC 9112, 3.2.2), but of its scheme
 * and host nothing is: they are the client's word, and nobody may be led there.
 * @param target as it stands in the request's first line
 * @returns null when there is no path in it, such as in `*`
 */
export function pathAndQuery(target: string): string | null {
  if (target.startsWith("/")) return target;
  const rest = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*(.*)$/is.exec(target)?.[1];
  if (rest === undefined) return null;
  return rest.startsWith("/") ? rest : `/${rest}`;
}
