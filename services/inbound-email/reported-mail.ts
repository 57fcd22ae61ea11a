import { headerValues, readHeaderBlock } from "./mail-headers";
import { messageIdsIn } from "./message-ids";

/** No longer than addresses are (RFC 5321, 4.5.3.1): a search that knows no end takes minutes in a text that has none. */
const address = /[^\s<>",;:@]{1,64}@[^\s<>",;:@]{1,255}/g;

/** What is known of the mail that a report is about. */
export type ReportedMail = {
  /** Without angle brackets. */
  messageIds: string[];
  /** Addresses that the reported mail came from, by its headers or its envelope. */
  senders: string[];
};

/** What a copy of a mail, or of its headers, says of itself. */
export function describeOriginal(text: string): ReportedMail {
  const headers = readHeaderBlock(text.replace(/^\s+/, ""));
  const from = [...headerValues(headers, "from"), ...headerValues(headers, "return-path")];
  return {
    messageIds: headerValues(headers, "message-id").flatMap(messageIdsIn),
    senders: from.flatMap((value) => value.match(address) ?? []).slice(0, 10),
  };
}
