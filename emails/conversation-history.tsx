import { Section } from "@react-email/components";
import { HtmlBlock } from "./html-block";
import { styles } from "./mail-styles";

export type HistoryItem = {
  authorName: string;
  /** When it was said, in words; a template knows no time zone. */
  when: string;
  /** Sanitised. */
  html: string;
};

/**
 * What was said before, newest first. `gmail_quote` and `type="cite"` are the marks by which Gmail and Apple Mail fold
 * quoted text behind their own button.
 */
export function ConversationHistory({ items }: { items: HistoryItem[] }) {
  if (items.length === 0) return null;
  return (
    <Section className="mail-pad" style={styles.historySection}>
      <div className="gmail_quote">
        {items.map((item) => (
          <div key={`${item.when} ${item.authorName}`}>
            <p className="mail-muted" style={styles.historyTitle}>
              On {item.when}, {item.authorName} wrote:
            </p>
            <blockquote {...{ type: "cite" }} className="mail-quote" style={styles.quote}>
              <HtmlBlock html={item.html} className="mail-quote-text" style={styles.quoteBody} />
            </blockquote>
          </div>
        ))}
      </div>
    </Section>
  );
}
