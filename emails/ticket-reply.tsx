import { Section } from "@react-email/components";
import { ConversationHistory, type HistoryItem } from "./conversation-history";
import { HtmlBlock } from "./html-block";
import { MailFrame } from "./mail-frame";
import { styles } from "./mail-styles";

export type TicketReplyProps = {
  subject: string;
  ticketNumber: number;
  /** The agent's reply, sanitised. */
  bodyHtml: string;
  /** The agent's signature, sanitised; null when they have none. */
  signatureHtml: string | null;
  /** Earlier messages, newest first. */
  history: HistoryItem[];
  tracked: boolean;
};

/** An agent's reply, as the contact gets it. */
export function TicketReply(props: TicketReplyProps) {
  return (
    <MailFrame title={props.subject} ticketNumber={props.ticketNumber} tracked={props.tracked}>
      <Section className="mail-pad" style={styles.content}>
        <HtmlBlock html={props.bodyHtml} style={styles.text} />
        {props.signatureHtml && (
          <HtmlBlock html={props.signatureHtml} className="mail-muted" style={styles.signature} />
        )}
      </Section>
      <ConversationHistory items={props.history} />
    </MailFrame>
  );
}
