import type { DoctorCheck } from "./check";
import { adminApiKeyCheck } from "./checks/admin-api-key";
import { adminPasswordCheck } from "./checks/admin-password";
import { cachingHeadersCheck } from "./checks/caching-headers";
import { clickRedirectsCheck } from "./checks/click-redirects";
import { clientAddressCheck } from "./checks/client-address";
import { configurationFileCheck } from "./checks/configuration-file";
import { contactOptOutsCheck } from "./checks/contact-opt-outs";
import { databaseAnswersCheck } from "./checks/database-answers";
import { databaseClockCheck } from "./checks/database-clock";
import { databaseDurabilityCheck } from "./checks/database-durability";
import { databaseIsolationCheck } from "./checks/database-isolation";
import { databasePasswordCheck } from "./checks/database-password";
import { databaseTimeZoneCheck } from "./checks/database-time-zone";
import { databaseVersionCheck } from "./checks/database-version";
import { demoAccountsCheck } from "./checks/demo-accounts";
import { diskSpaceCheck } from "./checks/disk-space";
import { dkimCheck } from "./checks/dkim";
import { dmarcCheck } from "./checks/dmarc";
import { eventJournalCheck } from "./checks/event-journal";
import { headAnswersCheck } from "./checks/head-answers";
import { inboundBacklogCheck } from "./checks/inbound-backlog";
import { linkTrackingOnCheck } from "./checks/link-tracking-on";
import { mailTransportCheck } from "./checks/mail-transport";
import { mailboxesReadCheck } from "./checks/mailboxes-read";
import { migrationsCurrentCheck } from "./checks/migrations-current";
import { noCookiesCheck } from "./checks/no-cookies";
import { opensArriveCheck } from "./checks/opens-arrive";
import { outboxBacklogCheck } from "./checks/outbox-backlog";
import { pixelAnswersCheck } from "./checks/pixel-answers";
import { pixelLatencyCheck } from "./checks/pixel-latency";
import { pixelUncompressedCheck } from "./checks/pixel-uncompressed";
import { plausibleForwardingCheck } from "./checks/plausible-forwarding";
import { portalUrlHttpsCheck } from "./checks/portal-url-https";
import { portalUrlPublicCheck } from "./checks/portal-url-public";
import { portalUrlReachesUsCheck } from "./checks/portal-url-reaches-us";
import { portalUrlResolvesCheck } from "./checks/portal-url-resolves";
import { preferencesPageCheck } from "./checks/preferences-page";
import { repliesAreTrackedCheck } from "./checks/replies-are-tracked";
import { secretKeyCheck } from "./checks/secret-key";
import { senderAddressCheck } from "./checks/sender-address";
import { sendingNotPausedCheck } from "./checks/sending-not-paused";
import { signingKeysCheck } from "./checks/signing-keys";
import { spfCheck } from "./checks/spf";
import { storedSecretsCheck } from "./checks/stored-secrets";
import { trackingOnCheck } from "./checks/tracking-on";
import { workersAliveCheck } from "./checks/workers-alive";
import { moduleChecks } from "./module-checks";

/** Everything that the doctor looks at, group by group, in the order in which it is shown. */
export const allChecks: readonly DoctorCheck[] = [
  portalUrlPublicCheck,
  portalUrlHttpsCheck,
  portalUrlResolvesCheck,
  portalUrlReachesUsCheck,
  trackingOnCheck,
  linkTrackingOnCheck,
  repliesAreTrackedCheck,
  contactOptOutsCheck,
  opensArriveCheck,
  pixelAnswersCheck,
  clickRedirectsCheck,
  headAnswersCheck,
  pixelLatencyCheck,
  cachingHeadersCheck,
  pixelUncompressedCheck,
  noCookiesCheck,
  clientAddressCheck,
  preferencesPageCheck,
  mailTransportCheck,
  sendingNotPausedCheck,
  senderAddressCheck,
  spfCheck,
  dkimCheck,
  dmarcCheck,
  ...moduleChecks,
  plausibleForwardingCheck,
  databaseAnswersCheck,
  databaseVersionCheck,
  databaseClockCheck,
  databaseTimeZoneCheck,
  databaseIsolationCheck,
  databaseDurabilityCheck,
  migrationsCurrentCheck,
  diskSpaceCheck,
  eventJournalCheck,
  workersAliveCheck,
  outboxBacklogCheck,
  inboundBacklogCheck,
  mailboxesReadCheck,
  secretKeyCheck,
  signingKeysCheck,
  storedSecretsCheck,
  adminPasswordCheck,
  adminApiKeyCheck,
  databasePasswordCheck,
  configurationFileCheck,
  demoAccountsCheck,
];
