import { signClick } from "@/services/email-tracking/signing/click-signature";
import { createTrackingId } from "@/services/email-tracking/signing/create-tracking-id";
import { trackingKeyRing } from "@/services/email-tracking/signing/tracking-key-ring";

/** With everything in it that what stands in between could mangle: a query, an umlaut, an encoded slash, a fragment. */
const destination = "https://example.com/doctor?a=1&b=%C3%BC&c=x%2Fy#end";

/**
 * The paths of a pixel and of a signed link under an id that no mail has: they are answered like any other, and nothing
 * is recorded.
 */
export function trackedAddresses() {
  const trackingId = createTrackingId();
  const query = new URLSearchParams({
    tid: trackingId,
    url: destination,
    sig: signClick({ trackingId, url: destination }, trackingKeyRing()),
  });
  return {
    pixel: `/api/email-tracking/pixel/${trackingId}.gif`,
    click: `/api/email-tracking/click?${query}`,
    destination,
  };
}
