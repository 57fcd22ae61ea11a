export type ResendProblem = { status: number; name: string; message: string };

// resend.com/docs/api-reference/emails/send-email, "Body parameters".
const known = new Set([
  "from",
  "to",
  "subject",
  "bcc",
  "cc",
  "scheduled_at",
  "reply_to",
  "html",
  "text",
  "headers",
  "topic_id",
  "attachments",
  "tags",
  "template",
]);
const mostRecipients = 50;
/** resend.com/docs/dashboard/emails/attachments: 40 MB per email, after Base64. */
const mostAttachmentCharacters = 40 * 1024 * 1024;
const attachmentFields = new Set(["content", "path", "filename", "content_type", "content_id"]);
const address = /^(?:"?[^"<>\r\n]*"? ?<[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+)$/;

/** Checks the body of `POST /emails` by the documented rules. */
export function validateResendEmail(
  contentType: string | null,
  rawBody: string,
): { email: Record<string, unknown> } | { problem: ResendProblem } {
  if (!contentType?.startsWith("application/json")) {
    return refuse(400, "validation_error", "The request body must be JSON.");
  }
  let email: Record<string, unknown>;
  try {
    email = JSON.parse(rawBody);
  } catch {
    return refuse(400, "validation_error", "The request body is not valid JSON.");
  }
  const problem = missing(email) ?? malformed(email);
  return problem ? { problem } : { email };
}

function missing(email: Record<string, unknown>): ResendProblem | null {
  for (const field of ["from", "to", "subject"]) {
    if (!email[field]) return invalid("missing_required_field", `Missing \`${field}\` field.`);
  }
  if (!email.html && !email.text) {
    return invalid("missing_required_field", "Missing `html` or `text` field.");
  }
  return null;
}

function malformed(email: Record<string, unknown>): ResendProblem | null {
  for (const field of Object.keys(email)) {
    if (!known.has(field)) return invalid("invalid_parameter", `Unknown field \`${field}\`.`);
  }
  for (const field of ["from", "to", "cc", "bcc", "reply_to"]) {
    const values = email[field] === undefined ? [] : [email[field]].flat();
    if (values.length > mostRecipients)
      return invalid("validation_error", `At most 50 addresses in \`${field}\`.`);
    for (const value of values) {
      if (typeof value !== "string" || !address.test(value)) {
        const message = `Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` or \`Name <email@example.com>\` format.`;
        return invalid("validation_error", message);
      }
    }
  }
  if (email.to !== undefined && [email.to].flat().length === 0) {
    return invalid("missing_required_field", "Missing `to` field.");
  }
  for (const [name, value] of Object.entries((email.headers as object | undefined) ?? {})) {
    if (typeof value !== "string" || /[\r\n]/.test(name + value)) {
      return invalid("invalid_parameter", `The header \`${name}\` must be a string of one line.`);
    }
  }
  return wrongAttachment(email.attachments);
}

function wrongAttachment(attachments: unknown): ResendProblem | null {
  if (attachments === undefined) return null;
  if (!Array.isArray(attachments)) return invalid("invalid_attachment", "`attachments` must be an array.");
  let characters = 0;
  for (const attachment of attachments as Record<string, unknown>[]) {
    const unknown = Object.keys(attachment).find((field) => !attachmentFields.has(field));
    if (unknown) return invalid("invalid_attachment", `Unknown field \`attachments.${unknown}\`.`);
    if (typeof attachment.filename !== "string" || attachment.filename === "") {
      return invalid("invalid_attachment", "An attachment needs a `filename`.");
    }
    if (typeof attachment.content !== "string" && typeof attachment.path !== "string") {
      return invalid("invalid_attachment", "Attachment must have either a `content` or `path`.");
    }
    const content = String(attachment.content ?? "");
    if (content.length % 4 !== 0 || /[^A-Za-z0-9+/=]/.test(content)) {
      return invalid("invalid_attachment", "The `content` of an attachment must be Base64.");
    }
    if (/[\s<>]/.test(String(attachment.content_id ?? ""))) {
      return invalid("invalid_attachment", "A `content_id` is written without angle brackets.");
    }
    characters += content.length;
  }
  if (characters <= mostAttachmentCharacters) return null;
  return invalid(
    "validation_error",
    "The email is larger than 40 MB after Base64 encoding of its attachments.",
  );
}

function invalid(name: string, message: string): ResendProblem {
  return { status: 422, name, message };
}

function refuse(status: number, name: string, message: string): { problem: ResendProblem } {
  return { problem: { status, name, message } };
}
