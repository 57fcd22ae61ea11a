/** User agents that are remembered, and how long one may be: nobody fills the memory with their inventions. */
const [mostRemembered, longestRemembered] = [1_000, 1_000];

/**
 * A few hundred user agents make nearly all visits: what depends on nothing else is found out once for each.
 * @param find called with an empty text for a visit that named none
 */
export function perUserAgent<Found>(find: (userAgent: string) => Found): (userAgent: string | null) => Found {
  const remembered = new Map<string, Found>();
  return (named) => {
    const userAgent = named ?? "";
    const known = remembered.get(userAgent);
    if (known !== undefined) return known;
    const found = find(userAgent);
    if (userAgent.length > longestRemembered) return found;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(userAgent, found);
    return found;
  };
}
