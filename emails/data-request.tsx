import { Button, Section, Text } from "@react-email/components";
import { MailFrame } from "./mail-frame";
import { styles } from "./mail-styles";

/** Stands in the mail for the link that works once. It is filled in when the mail is sent, and kept nowhere. */
export const dataRequestPlaceholder = "{{contact_data_url}}";

export type DataRequestProps = {
  kind: "see" | "erase";
  /** Hours that the link works. */
  hours: number;
};

const words = {
  see: {
    title: "See what is recorded about you",
    text: "You, or somebody who has one of our emails to you, asked to see what is recorded about you. Use this button to see it:",
    button: "See my data",
  },
  erase: {
    title: "Erase what is recorded about you",
    text: "You, or somebody who has one of our emails to you, asked to erase what is recorded about your reading of our emails. Use this button to go on; you are asked once more before anything is erased:",
    button: "Erase my data",
  },
} as const;

export const dataRequestSubject = (kind: DataRequestProps["kind"]) => words[kind].title;

/** Takes a recipient, by way of their own mailbox, to what is held about them. */
export function DataRequest({ kind, hours }: DataRequestProps) {
  const { title, text, button } = words[kind];
  return (
    <MailFrame title={title} ticketNumber={null} tracked={false}>
      <Section className="mail-pad" style={styles.content}>
        <Text className="mail-text" style={styles.text}>
          {text}
        </Text>
        <Text className="mail-text" style={styles.text}>
          <Button href={dataRequestPlaceholder} style={styles.button}>
            {button}
          </Button>
        </Text>
        <Text className="mail-text" style={styles.text}>
          The link works once, within {hours} hours. Do not forward this email: who has it can use the link.
          If it was not you who asked, do nothing.
        </Text>
      </Section>
    </MailFrame>
  );
}
