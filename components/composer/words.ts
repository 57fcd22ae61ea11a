import type { SkipReason } from "@/services/email-tracking/injection/link-policy";

/** Words of the editor and the composer. */
export const composerWords = {
  label: "Composer",
  reply: "Reply",
  note: "Note",
  replyPlaceholder: (name: string) => `Write a reply to ${name}…`,
  notePlaceholder: "Write a note that only your team sees…",
  messagePlaceholder: "Write a message…",
  to: "To",
  cc: "Cc",
  bcc: "Bcc",
  addCopies: "Cc/Bcc",
  addRecipient: (role: string) => `${role}: add an address`,
  removeRecipient: (who: string) => `Remove ${who}`,
  notAnAddress: (text: string) => `“${text}” is not an e-mail address. Correct or remove it.`,
  noAnswer:
    "No answer came, so this may have been sent or not. Look at the conversation before you send it again.",
  besideNote:
    "The reply that was taken back stands before your note. It is part of the note until you move it.",
  noRecipient: "Add at least one address to To.",
  empty: "Write something first.",
  send: "Send",
  sending: "Sending…",
  addNote: "Add note",
  adding: "Adding…",
  sendHint: "Ctrl or Cmd + Enter",
  sent: "Reply on its way.",
  sentIn: (seconds: number) => `Leaves in ${seconds} s`,
  undo: "Undo",
  undoHint: "Undo: press F8, then Tab and Enter.",
  scheduled: (when: string) => `Leaves ${when}.`,
  moreWays: "More ways to send",
  sendAndSolve: "Send and mark solved",
  sendAndClose: "Send and close",
  sendLater: "Send later",
  sendLaterText: "Until then it can be taken back from the conversation.",
  times: { hour: "In 1 hour", tomorrow: "Tomorrow morning", monday: "Monday morning" },
  chooseTime: "Choose a time…",
  when: "Day and time",
  timeZone: (zone: string) => `By your clock: ${zone}.`,
  timeWrong: "Choose a time that is still to come.",
  schedule: "Schedule",
  cancel: "Cancel",
  suppressedList: "Recipients that get nothing",
  suppressed: (email: string, how: string, when: string) =>
    `${email} ${how} ${when}. Nothing will be sent to it.`,
  clear: "Clear",
  clearAddress: (email: string) => `Clear ${email}: send to it again`,
  addressCleared: "Mail goes to this address again.",
  noted: "Note added.",
  draftKept: "Draft kept on this device",
  discard: "Discard draft",
  discardTitle: "Discard this draft?",
  discardText: (files: number) =>
    `${files === 0 ? "Its text is" : files === 1 ? "Its text and its file are" : `Its text and its ${files} files are`} gone for good.`,
  discardConfirm: "Discard",
  discardCancel: "Keep writing",
  signature: "Your signature is added",
  track: "Track this email",
  trackOff: "It will not be tracked.",
  trackPlan(links: number, opens: boolean, clicks: boolean): string {
    const parts = [
      ...(clicks && links > 0 ? [links === 1 ? "1 link is followed" : `${links} links are followed`] : []),
      ...(opens ? ["an invisible pixel is added"] : []),
    ];
    if (parts.length === 0) return "No link to follow, so nothing is tracked.";
    const sentence = parts.join(", ");
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
  },
  trackConsentedOnly: "Only recipients whose consent is on record.",
  trackOptedOut: "The requester opted out and is not tracked.",
  trackNotFor: (addresses: string[], needsConsent: boolean) =>
    `Not for ${listed(addresses)}: ${needsConsent ? "no consent on record" : "opted out"}.`,
  trackForNobody: (needsConsent: boolean) =>
    needsConsent
      ? "It will not be tracked: no recipient’s consent is on record."
      : "It will not be tracked: its recipients opted out.",
  trackShared: "It will not be tracked: all recipients get one message, and one of them may not be tracked.",
  trackModuleOff: "Tracking is switched off. An admin can enable it under Integration Modules.",
  trackNothing: "Opens and clicks are both switched off under Integration Modules.",
  trackNobody: "Tracking is set to “Nobody” under Integration Modules.",
  toolbar: "Formatting",
  bold: "Bold",
  italic: "Italic",
  bulletList: "Bulleted list",
  orderedList: "Numbered list",
  quote: "Quote",
  code: "Code",
  codeBlock: "Code block",
  link: "Link",
  linkAddress: "Link address",
  linkApply: "Apply",
  linkRemove: "Remove link",
  linkWrong: "Enter an address such as https://example.com or ana@example.com.",
} as const;

/** Words of the list of links that a mail is going to have. */
export const linkWords = {
  title: "Links",
  summary(tracked: number, untracked: number): string {
    const parts = [
      ...(tracked > 0 ? [`${tracked} tracked`] : []),
      ...(untracked > 0 ? [`${untracked} not tracked`] : []),
    ];
    return parts.join(", ");
  },
  noneTracked: (count: number, why: string) =>
    `${count === 1 ? "1 link" : `${count} links`}, not tracked: ${why}`,
  whyNone: {
    reply: "tracking is off for this email.",
    module: "tracking is switched off.",
    nobody: "tracking is set to “Nobody”.",
    clicks: "click tracking is switched off.",
    recipients: "no recipient may be tracked.",
  },
  tracked: "Tracked: clicks are counted.",
  switchedOff: "Not tracked: you switched it off.",
  trackLink: (label: string) => `Track clicks on ${label}`,
  times: (count: number) => `${count}×`,
  others: "Also in this email, from your signature and the quoted conversation",
  failed: "Which links will be tracked could not be found out.",
  retry: "Try again",
  notTracked: (why: string) => `Not tracked: ${why}`,
  reasons: {
    "no-track": "it was switched off by its author.",
    empty: "it leads nowhere.",
    fragment: "it leads to a place in the email itself.",
    relative: "it is no full address.",
    scheme: "it is no web link.",
    placeholder: "it has a placeholder that is filled in later.",
    malformed: "it is no valid address.",
    credentials: "it has a user name or a password in it.",
    "too-long": "it is too long.",
    "own-tracking": "it is a tracked link already.",
    unsubscribe: "it unsubscribes or opens preferences, which must always work.",
    secret: "it seems to carry a password, a token or a code, which must not be recorded.",
  } satisfies Record<SkipReason, string>,
} as const;

function listed(items: string[]): string {
  return items.length > 3
    ? `${items.slice(0, 2).join(", ")} and ${items.length - 2} others`
    : items.join(", ");
}
