import type { ForwardingState } from "@/services/plausible/forwarding-state";

type Reason = ForwardingState["reasons"][number]["reason"];

const reasons: Record<Reason, string> = {
  under_readers_name: "Under the reader’s own program: an unknown site, a robot’s name or a shield",
  under_own_name: "An open through an image proxy, sent under MyPortal’s name: an unknown site or a shield",
  refused: "Plausible refused it; Last refusal has its words",
  address_refused: "The base URL leads to an address that is not allowed",
  plausible_away: "Plausible did not answer until it was too late",
  held_back: "Forwarding was paused, or the portal did not run, until it was too late",
  proxy_opens_off: "Opens through image proxies are not forwarded (setting)",
  switched_off: "Forwarding was switched off meanwhile",
  none: "From before reasons were kept",
};

/** All words of the page about forwarding to Plausible. */
export const forwardingWords = {
  title: "Forwarding to Plausible",
  intro: "What became of the opens and clicks that were to be counted in Plausible.",
  back: "Integration Modules",
  configure: "Configure",
  to: (site: string, host: string) => `${site} at ${host}`,
  modes: { off: "Off", paused: "Paused", on: "On" },
  modeHelp: {
    off: "Events stay in this portal. Switch “Send to Plausible” on under Configure; nothing of the past is sent then.",
    paused: "Events wait here. Those that become too old are not sent any more.",
    on: "Events are sent about ten seconds after they happened, when it is clear that no scanner was at work.",
  },
  pause: "Pause",
  resume: "Go on",
  pausedNow: "Forwarding is paused.",
  resumedNow: "Forwarding goes on.",
  retry: "Retry failed",
  retried: (count: number) =>
    count === 0
      ? "None of them is young enough to be counted."
      : `${count === 1 ? "1 event is" : `${count} events are`} tried again.`,
  working: "Working…",
  figures: {
    pending: "Waiting",
    sent: "Sent",
    dropped: "Dropped by Plausible",
    failed: "Refused by Plausible",
    expired: "Too old",
    skipped: "Not sent",
  },
  figureHelp: {
    pending: "now",
    sent: "in 30 days",
    dropped: "in 30 days",
    failed: "in 30 days",
    expired: "in 30 days",
    skipped: "in 30 days",
  },
  reasonsTitle: "Not sent in 30 days, and why",
  statuses: { dropped: "Dropped", failed: "Refused", expired: "Too old", skipped: "Not sent" },
  reasons,
  dropHint:
    "Plausible says that it throws an event away, and never why. When nothing is sent at all, it most likely does not know the site.",
  oldest: "Oldest that waits",
  lastSuccess: "Last success",
  lastRun: "Looked last",
  none: "None",
  never: "Never",
  notLately: "None in 30 days",
  lastFailure: "Last refusal",
  lastDrop: "Last drop",
  waitsBecause: "Why the oldest waits",
  setUpTitle: "To set up in Plausible",
  setUpText:
    "Plausible shows events only under goals of these names (Site settings → Goals → Custom event), and properties only once they are added (Site settings → Custom properties).",
  goal: "Goal",
  property: "Property",
  copy: "Copy",
  atLeastOnce:
    "An event can be counted twice when the portal stops just while it is sent: Plausible has no way to recognise a repetition.",
} as const;
