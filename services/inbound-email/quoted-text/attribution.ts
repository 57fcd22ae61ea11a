/** "wrote", as mail programs say it in their languages. */
const wrote = new RegExp(
  [
    "wrote",
    "writes",
    "schrieb",
    "geschrieben",
    "a écrit",
    "escribió",
    "escribio",
    "ha scritto",
    "schreef",
    "geschreven",
    "skrev",
    "escreveu",
    "kirjoitti",
    "napisał",
    "napsal",
    "napísal",
    "írta",
    "a scris",
    "yazdı",
    "şunu yazdı",
    "έγραψε",
    "написал",
    "писал",
    "пишет",
    "написав",
    "كتب",
    "כתב",
    "写道",
    "寫道",
    "さんは書きました",
    "のメール",
    "님이 작성",
    "đã viết",
  ].join("|"),
  "i",
);
const longest = 500;

/** Is this the line that leads a quote in: "On 24 Nov 2026, Ana <ana@example.com> wrote:"? White space must be single blanks. */
export function isAttribution(line: string): boolean {
  const text = line.trim();
  return (
    text.length >= 8 &&
    text.length <= longest &&
    /[:：]$/.test(text) &&
    /[\d@]/.test(text) &&
    wrote.test(text)
  );
}

const originalMessage =
  /^[-_\s]{2,}\s*(original (message|appointment)|ursprüngliche (nachricht|e-mail)|message d'origine|message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|originalmeddelande|opprinnelig melding|oprindelig meddelelse|wiadomość oryginalna|исходное сообщение|元のメッセージ|原始邮件|原始郵件|الرسالة الأصلية)\s*[-_\s]{2,}$/i;

/** Is this the rule that Outlook and others draw above a quoted mail: "-----Original Message-----"? */
export function isOriginalMessageRule(line: string): boolean {
  const text = line.trim();
  return text.length <= 120 && originalMessage.test(text);
}

const from = /^\*?(from|von|de|da|van|från|fra|lähettäjä|od|от|差出人|发件人|寄件者|보낸 사람|من)\s*:\*?/i;
const sentOrTo =
  /^\*?(sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto|inviato|data|a|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|отправлено|кому|тема|送信日時|宛先|件名|发送时间|收件人|主题|تم الإرسال|إلى|الموضوع)\s*:\*?/i;

/** Do these lines begin the little table of headers above a quoted mail: From, then Sent or Date or To? */
export function isHeaderTable(lines: readonly string[]): boolean {
  const [first, ...rest] = lines.map((line) => line.trim()).filter((line) => line !== "");
  return from.test(first ?? "") && rest.slice(0, 4).filter((line) => sentOrTo.test(line)).length >= 2;
}

/** Is this the subject of a mail that somebody passes on? What it quotes is what it is about. */
export function isForwardSubject(subject: string): boolean {
  return /^\s*(fwd?|wg|tr|rv|i|enc|vs|vb|doorst|pd|转发|轉寄|転送)\s*[:：]/i.test(subject);
}
