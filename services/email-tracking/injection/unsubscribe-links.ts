/**
 * The rule by which a link is taken to unsubscribe, or to lead to where one does: by its address, or by its text in the
 * languages below. Such a link must work whatever becomes of us, and what a scanner does with it must not be ours to answer
 * for. A link too many left alone costs a click count.
 */
const address =
  /unsubscri|opt[-_]?out|list[-_]unsub|[/?&=_-]unsub(?![a-z])|desabonn|desinscri|descadastr|desuscri|disiscri|abmelde|abbestell|(?:e?mail|tracking|notification|communication|subscription|newsletter)[-_]?preferences?|manage[-_]?(?:subscription|preference)|subscription[-_]?(?:center|centre)/i;

const asciiText = new RegExp(
  [
    String.raw`\bunsubscrib|\bopt[ -]out\b|\bstop receiving\b|\bno longer (?:wish|want)\b|\bremove me\b`,
    String.raw`\b(?:manage|update|change|edit)\b.{0,20}\b(?:preferences|subscriptions?)\b`,
    String.raw`\babmelden\b|\babmeldung\b|abbestellen|\bafmelden\b|uitschrijven`,
    "dar[mst]e de baja|desuscribir|descadastrar|disiscriv|(?:annulla|cancella).{0,6}iscrizione|cancelar.{0,6}assinatura",
    String.raw`avregistrera|avprenumerera|\bframeld|\bmeld deg av\b|peruuta tilaus`,
    "wypisz|(?:rezygn|anuluj|anulowa).{0,12}subskrypcj",
  ].join("|"),
  "i",
);
/** Of languages that write it with other letters; few links have any. */
const otherText =
  /désabonne|désinscri|(?:cancel|anul)ar.{0,6}(?:suscripción|inscrição|subscrição)|odhlásit odběr|отписаться|отписка|відписатися|abonelikten çık|配信停止|購読解除|登録解除|退订|退訂|取消订阅|取消訂閱|수신 ?거부|구독 ?취소/i;

/**
 * Whether a link unsubscribes, or leads to preferences.
 *
 * @param url as written
 * @param label the link's text as it is seen, see `seenText`
 */
export function unsubscribes(url: string, label: string): boolean {
  return address.test(url) || asciiText.test(label) || (/[^ -~]/.test(label) && otherText.test(label));
}
