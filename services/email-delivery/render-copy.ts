import { dataRequestPlaceholder } from "@/emails/data-request";
import { preferencesPlaceholder, withoutTrackingNotice } from "@/emails/tracking-notice";
import { env } from "@/env";
import { injectTracking, type TrackedLink } from "@/services/email-tracking/injection/inject-tracking";
import { removeNoTrackMarks } from "@/services/email-tracking/injection/remove-no-track-marks";
import { signClick } from "@/services/email-tracking/signing/click-signature";
import { trackingKeyRing } from "@/services/email-tracking/signing/tracking-key-ring";
import { htmlToText } from "@/services/html/html-to-text";
import { escapeHtml } from "@/services/html/text-to-html";
import { dataRequestUrl } from "@/services/privacy/data-request-url";
import type { Delivery } from "./claim-deliveries";
import type { BatchContent } from "./load-batch";
import type { Message } from "./render-message";

export type RenderedCopy = {
  html: string;
  text: string;
  links: TrackedLink[];
  /** Holds a link that works like a password: its bytes are made anew for each attempt, and kept nowhere. */
  isSecret?: true;
};

/**
 * One recipient's copy of a message: their preferences page, their tracking. The text part is not tracked: a rewritten
 * URL in plain sight would be longer than the sentence around it. A copy that was rendered by an earlier attempt
 * (`renderedHtml`) stays as it was.
 */
export async function renderCopy(
  message: Message & { html: string },
  delivery: Delivery,
  content: Pick<BatchContent, "preferencesTokens" | "skipSecretLinks">,
): Promise<RenderedCopy> {
  const dataUrl = message.html.includes(dataRequestPlaceholder) ? await dataRequestUrl(message.id) : null;
  if (dataUrl) return renderDataRequest(message, dataUrl);
  const preferencesUrl = preferencesUrlOf(content.preferencesTokens.get(delivery.contactId ?? 0));
  const isTemplate = message.kind !== "direct";
  const shared = isTemplate && !delivery.trackingId ? withoutTrackingNotice(message.html) : message.html;
  const unmarked = isTemplate && !delivery.trackClicks ? removeNoTrackMarks(shared) : shared;
  const html = unmarked.replaceAll(preferencesPlaceholder, escapeHtml(preferencesUrl));
  // The kept text is the whole message's; a copy without the notice has a text of its own.
  const sharedText = shared === message.html ? message.text : null;
  const text = (sharedText ?? htmlToText(shared)).replaceAll(preferencesPlaceholder, preferencesUrl);
  if (delivery.renderedHtml !== null) return { html: delivery.renderedHtml, text, links: [] };
  if (!delivery.trackingId) return { html, text, links: [] };
  const keyRing = trackingKeyRing();
  const tracked = injectTracking(html, {
    trackingId: delivery.trackingId,
    portalUrl: env().PORTAL_URL,
    sign: (trackingId, url) => signClick({ trackingId, url }, keyRing),
    trackOpens: delivery.trackOpens,
    trackClicks: delivery.trackClicks,
    skipSecretLinks: content.skipSecretLinks,
  });
  return { html: tracked.html, text, links: tracked.links };
}

function renderDataRequest({ html, text }: Message & { html: string }, url: string): RenderedCopy {
  return {
    html: html.replaceAll(dataRequestPlaceholder, escapeHtml(url)),
    text: (text ?? htmlToText(html)).replaceAll(dataRequestPlaceholder, url),
    links: [],
    isSecret: true,
  };
}

function preferencesUrlOf(token: string | undefined): string {
  const page = `${env().PORTAL_URL}/email-preferences`;
  return token ? `${page}/${token}` : page;
}
