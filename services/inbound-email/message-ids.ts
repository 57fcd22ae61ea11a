const bracketed = /<([^<>\s]{1,998})>/g;
const mostIds = 100;
/** What `ticket_replies.message_id` holds. */
const longestId = 255;

/**
 * The Message-IDs in a header's value, without angle brackets, in its order. Some programs leave the brackets out.
 * @param value of Message-ID, In-Reply-To or References (RFC 5322, 3.6.4)
 */
export function messageIdsIn(value: string): string[] {
  const ids = [...value.matchAll(bracketed)].map(([, id]) => id ?? "");
  const found = ids.length > 0 ? ids : value.split(/[\s,;<>]+/).filter((word) => word.includes("@"));
  return found.length <= mostIds ? found : [...found.slice(0, 1), ...found.slice(1 - mostIds)];
}

/**
 * May a mail be recognised by this id? An empty or trivial one, as broken programs write into all their mails, would
 * merge everybody's conversations.
 */
export function isUsableMessageId(id: string): boolean {
  return id.length >= 10 && id.length <= longestId && /^[^\s<>@]{3,}@[^\s<>@]+$/.test(id);
}

/** The one id of a mail, or null when it has none that could tell it from others. */
export function usableMessageId(value: string | null): string | null {
  const [id] = messageIdsIn(value ?? "");
  return id !== undefined && isUsableMessageId(id) ? id : null;
}
