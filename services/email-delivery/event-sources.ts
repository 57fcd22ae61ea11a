/** What a copy's history names as the source when a person asked for it to be tried anew. */
export const retrySource = "retry";
/** The same, to another address. */
export const readdressedSource = "readdressed";
