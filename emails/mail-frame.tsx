import { Body, Container, Head, Html, Section, Text } from "@react-email/components";
import type { ReactNode } from "react";
import { HtmlBlock } from "./html-block";
import { styleSheet, styles } from "./mail-styles";
import { trackingNoticeHtml } from "./tracking-notice";

type MailFrameProps = {
  title: string;
  /** Null: the mail belongs to no ticket, and is not to be answered. */
  ticketNumber: number | null;
  /** Whether at least one copy is tracked: its footer then says so. */
  tracked: boolean;
  children: ReactNode;
};

/**
 * The page around a mail's content: head, card and footer. Tables only, since Outlook lays out nothing else. No hidden
 * preview text: the first words of our mails are the words that a mailbox should show.
 */
export function MailFrame({ title, ticketNumber, tracked, children }: MailFrameProps) {
  return (
    <Html lang="en">
      <Head>
        <title>{title}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{styleSheet}</style>
      </Head>
      <Body className="mail-page" style={styles.page}>
        <Container className="mail-card" style={styles.card}>
          {children}
          <Section className="mail-pad mail-rule" style={styles.footer}>
            <Text className="mail-muted" style={styles.small}>
              {ticketNumber === null
                ? "This email was sent by a program. Nobody reads answers to it."
                : `Ticket #${ticketNumber} · Reply to this email to answer.`}
            </Text>
            {tracked && <HtmlBlock html={trackingNoticeHtml} className="mail-muted" style={styles.small} />}
          </Section>
        </Container>
      </Body>
    </Html>
  );
}
