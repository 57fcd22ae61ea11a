import { database } from "@/db/client";
import { emailDeliveries, emailMessages } from "@/db/schema/email";

const atOnce = 500;

/**
 * Lays so many due deliveries, each a message of its own to `prefix-<n>@example.com`, as if replies had been written.
 * @param options.html what each says; by its number
 * @param options.tracked whether each has a tracking id
 */
export async function layQueue(
  count: number,
  options: {
    prefix: string;
    html: (index: number) => string;
    text?: (index: number) => string;
    tracked?: boolean;
  },
) {
  const { prefix, html, text, tracked } = options;
  for (let start = 0; start < count; start += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, count - start) }, (_, index) => start + index);
    const inserted = await database()
      .insert(emailMessages)
      .values(
        numbers.map((number) => ({
          ...{ kind: "direct" as const, subject: `Mail ${number}`, fromName: "Support" },
          ...{ fromEmail: "support@example.com", messageId: `${prefix}-${number}@example.com` },
          ...{ html: html(number), text: text?.(number) ?? "Hello" },
        })),
      )
      .$returningId();
    await database()
      .insert(emailDeliveries)
      .values(
        numbers.map((number, index) => ({
          ...{
            messageId: inserted[index]?.id ?? 0,
            email: `${prefix}-${number}@example.com`,
            role: "to" as const,
          },
          ...{ trackOpens: tracked ?? false, trackClicks: tracked ?? false, nextAttemptAt: new Date(0) },
          trackingId: tracked ? `${prefix}-${number}`.padEnd(43, "x") : null,
        })),
      );
  }
}
