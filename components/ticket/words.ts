import type { BadgeState, TicketPriority, TicketStatus } from "./view-types";

/** All words of the ticket list and the conversation. */
export const statusWords: Record<TicketStatus, string> = {
  open: "Open",
  pending: "Pending",
  solved: "Solved",
  closed: "Closed",
};

export const priorityWords: Record<TicketPriority, string> = {
  low: "Low",
  normal: "Normal",
  high: "High",
  urgent: "Urgent",
};

export const badgeWords: Record<BadgeState, string> = {
  queued: "Queued",
  sending: "Sending",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Failed",
  bounced: "Bounced",
  complained: "Marked as spam",
  uncertain: "May have been sent",
  cancelled: "Cancelled",
};

export const listWords = {
  title: "Tickets",
  newTicket: "New ticket",
  search: "Search subject, person or #number",
  anyStatus: "Any status",
  toDo: "Open, pending",
  anyAssignee: "Anyone",
  unassigned: "Unassigned",
  me: "Me",
  status: "Status",
  assignee: "Assignee",
  tag: "Tag",
  clear: "Clear filters",
  columns: {
    subject: "Subject",
    requester: "Requester",
    status: "Status",
    assignee: "Assignee",
    reply: "Last reply",
    activity: "Activity",
  },
  noReply: "No reply sent yet",
  older: "Older",
  newer: "Newer",
  emptyTitle: "No tickets yet",
  emptyText: "Mail to your support address becomes a ticket, or you write to somebody first.",
  noMatchTitle: "Nothing matches these filters",
  noMatchText: "Try fewer words, another status, or clear the filters.",
  emptyPageTitle: "Nothing is left on this page",
  emptyPageText: "What stood here has moved up: something happened to it.",
  toNewest: "Go to the newest",
  loadFailed: "The tickets could not be loaded",
} as const;

export const conversationWords = {
  requester: "Requester",
  participant: "Participant",
  somebodyElse: "Somebody else",
  agent: "Agent",
  note: "Internal note",
  noteHint: "Only your team sees this",
  automatic: "Automatic",
  earlier: (count: number) => `Show ${count} earlier messages`,
  back: "Tickets",
  details: "Details",
  messageFrom: (name: string) => `Message from ${name}`,
  imagesBlocked: (count: number, trackers: number) => {
    const images = count === 1 ? "1 remote image was blocked" : `${count} remote images were blocked`;
    if (trackers === 0) return `${images}.`;
    return `${images}, ${trackers === 1 ? "1 looks like a tracker" : `${trackers} look like trackers`}.`;
  },
  showImages: "Show images",
  bodyFailed: "The message could not be loaded.",
  bodyRetry: "Try again",
  conversation: "Conversation",
} as const;

export const attachmentWords = { attachments: "Attached files" } as const;

const checkNames = { spf: "SPF", dkim: "DKIM", dmarc: "DMARC" } as const;

/** What is odd about who sent a message. */
export const senderWords = {
  failed: (failed: (keyof typeof checkNames)[], host: string) =>
    `This message may not be from who it says: ${failed.map((name) => checkNames[name]).join(" and ")} failed at ${host}. Do not send anything secret, and follow no link without asking.`,
  otherAddress: (email: string, expected: string) =>
    `Sent from ${email}, not from ${expected}. Replies do not go there unless you add it.`,
  add: "Add as participant",
  added: (email: string) => `${email} takes part now.`,
  automatic: "An automatic reply, written by a program. Nothing was sent back to it.",
  form: (form: string) =>
    `Written by a form, ${form}. Its visitor typed this address; nobody has checked that it is theirs.`,
} as const;

export const detailWords = {
  participants: "Participants",
  participantsHelp: "Replies go to them too, unless you take them out.",
  removeParticipant: (who: string) => `Remove ${who} from this ticket`,
  participantRemoved: (who: string) => `${who} does not take part any more.`,
  requester: "Requester",
  properties: "Properties",
  status: "Status",
  priority: "Priority",
  assignee: "Assignee",
  unassigned: "Unassigned",
  tags: "Tags",
  addTag: "Add a tag",
  removeTag: (tag: string) => `Remove tag ${tag}`,
  otherTickets: "Other tickets of this person",
  noOtherTickets: "None",
  opened: "Opened",
  consent: {
    unknown: "Tracking consent: not recorded",
    consented: "Consented to tracking",
    opted_out: "Opted out of tracking",
  },
  saved: {
    status: "Status changed.",
    priority: "Priority changed.",
    assignee: "Assignee changed.",
    tags: "Tags changed.",
  },
} as const;

export const cardWords = {
  title: "Delivery and reading",
  recipients: "Recipients",
  links: "Links clicked",
  noClicks: "No link was clicked.",
  visits: "Latest visits",
  did: { open: "Opened", click: "Clicked" },
  machines: "Not by a person, not counted as read",
  loading: "Loading…",
  unavailable: "The details could not be loaded. They are tried again while this page is open.",
  caution: "A copy can be opened by somebody it was forwarded to.",
  roles: { to: "To", cc: "Cc", bcc: "Bcc" },
  bccHint: "nobody else sees this",
  clicks: (count: number) => (count === 1 ? "1 click" : `${count} clicks`),
} as const;

export const newTicketWords = {
  title: "New ticket",
  intro: "Writes to a contact; their answer comes back to this ticket.",
  email: "To (e-mail address)",
  emailHelp: "An address that is not known yet becomes a new contact.",
  name: "Name",
  nameHelp: "Optional; stands beside the address in the mail.",
  subject: "Subject",
  message: "Message",
  send: "Send and open ticket",
  sending: "Sending…",
  opened: "Ticket opened.",
  noAnswer:
    "No answer came, so the mail may have been sent or not. Look at the tickets before you send it again.",
} as const;
