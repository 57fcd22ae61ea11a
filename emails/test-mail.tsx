import { Button, Section, Text } from "@react-email/components";
import { MailFrame } from "./mail-frame";
import { styles } from "./mail-styles";

export const testMailSubject = "A test mail of the helpdesk";

/** What the doctor sends to see a mail accepted, delivered, opened and clicked. @param url where its button leads */
export function TestMail({ url, tracked }: { url: string; tracked: boolean }) {
  return (
    <MailFrame title={testMailSubject} ticketNumber={null} tracked={tracked}>
      <Section className="mail-pad" style={styles.content}>
        <Text className="mail-text" style={styles.text}>
          This mail was sent from Admin → Doctor, to see whether mail leaves the helpdesk, arrives, and tells
          when it is opened. Let your mail program show the images, then use the button:
        </Text>
        <Text className="mail-text" style={styles.text}>
          <Button href={url} style={styles.button}>
            See what arrived
          </Button>
        </Text>
      </Section>
    </MailFrame>
  );
}
