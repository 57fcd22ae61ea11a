import { Section, Text } from "@react-email/components";
import { ConversationHistory, type HistoryItem } from "./conversation-history";
import { MailFrame } from "./mail-frame";
import { styles } from "./mail-styles";

export type TicketAcknowledgementProps = {
  subject: string;
  ticketNumber: number;
  /** Null when we know the address only. */
  requesterName: string | null;
  /** The message that opened the ticket, quoted; null when there is none. */
  message: HistoryItem | null;
  tracked: boolean;
};

/** Tells a contact that their ticket was opened, and under which number. */
export function TicketAcknowledgement(props: TicketAcknowledgementProps) {
  const { subject, ticketNumber, requesterName, message, tracked } = props;
  return (
    <MailFrame title={subject} ticketNumber={ticketNumber} tracked={tracked}>
      <Section className="mail-pad" style={styles.content}>
        <Text className="mail-text" style={styles.text}>
          {requesterName ? `Hello ${requesterName},` : "Hello,"}
        </Text>
        <Text className="mail-text" style={styles.text}>
          We received your message “{subject}”. It is now ticket <strong>#{ticketNumber}</strong>, and one of
          us will answer you by email.
        </Text>
        <Text className="mail-text" style={styles.text}>
          To add something, reply to this email.
        </Text>
      </Section>
      <ConversationHistory items={message ? [message] : []} />
    </MailFrame>
  );
}
