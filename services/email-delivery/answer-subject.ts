/** What mail programs write before the subject of an answer, in their users' languages; Outlook numbers them, too. */
const answers =
  /^\s*(?:re|aw|antw|antwort|sv|vs|odp|ynt|res|rif|r|回复|回覆|答复|返信|ответ|отв)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]/i;

/** The subject of an answer: `Re: ` before it, once. A conversation keeps its subject, by which mail programs know it. */
export function answerSubject(subject: string): string {
  return answers.test(subject) ? subject : `Re: ${subject}`;
}
