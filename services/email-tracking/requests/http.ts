import { log } from "@/services/logging/log";
import { counts } from "@/services/metrics/counts";
import { observe } from "@/services/metrics/plain-histogram";
import { withinTime } from "@/services/within-time";
import { loggableError } from "../loggable-error";
import { recordVisit, type Visit } from "../recording/record-visit";
import { findSentLink } from "../sent-links";
import { verifyClick } from "../signing/click-signature";
import { trackingKeyRing } from "../signing/tracking-key-ring";
import { trackingStatus } from "../tracking-status";
import { type ClickTarget, parseTrackingRequest } from "./parse-tracking-request";
import {
  jsonAnswer,
  methodAnswer,
  pixelAnswer,
  redirectAnswer,
  refusalAnswer,
  unknownAnswer,
} from "./tracking-answers";
import type { TrackingAnswer, TrackingRequest } from "./tracking-request";

/** How long an event may take to be committed, in milliseconds, before it goes to the journal on disk instead. */
const pixelPatienceMs = 500;
const clickPatienceMs = 20;
/** How long a look into the database may take before the answer does without it. */
const lookUpPatienceMs = 2_000;

/**
 * Answers the pixel, the click redirect and the public status. The recipient never sees our failures: an image stays an
 * image and a good link leads on, whatever happens to the event.
 * @returns null when the URL is not a tracking one; no promise where nothing is to be waited for.
 */
export function handleTrackingRequest(
  request: TrackingRequest,
): TrackingAnswer | Promise<TrackingAnswer> | null {
  const parsed = parseTrackingRequest(request.url);
  if (!parsed) return null;
  const isHead = request.method === "HEAD";
  if (request.method !== "GET" && !isHead) return methodAnswer();
  const withoutBody = (answer: TrackingAnswer) => (isHead ? { ...answer, body: null } : answer);
  if (parsed.kind === "unknown") return withoutBody(unknownAnswer());
  const startedAt = performance.now();
  const finish = (answer: TrackingAnswer) => {
    observe(counts().tracking[parsed.kind], (performance.now() - startedAt) / 1000);
    return withoutBody(answer);
  };
  switch (parsed.kind) {
    case "pixel":
      return answerPixel(request, parsed.trackingId, finish);
    case "click":
      return answerClick(request, parsed, finish);
    case "status":
      return answerStatus(parsed.trackingId, parsed.asked).then(finish);
  }
}

type Finish = (answer: TrackingAnswer) => TrackingAnswer;

function answerPixel(request: TrackingRequest, trackingId: string | null, finish: Finish) {
  if (!trackingId || request.method !== "GET") return finish(pixelAnswer);
  const visit: Visit = { request, trackingId, eventType: "open", url: null, linkPosition: null };
  return onceRecorded(visit, pixelPatienceMs, () => finish(pixelAnswer));
}

function answerClick(request: TrackingRequest, click: ClickTarget, finish: Finish) {
  const signed = signedDestination(click);
  if (signed !== null) return followLink(request, click, { url: signed, position: null }, finish);
  return sentLink(click).then((link) => followLink(request, click, link, finish));
}

function followLink(
  request: TrackingRequest,
  { trackingId, url }: ClickTarget,
  link: { url: string; position: number | null } | null,
  finish: Finish,
) {
  if (link === null || !isRedirectable(link.url)) return finish(refusalAnswer(url));
  const answer = () => finish(redirectAnswer(link.url));
  if (!trackingId || request.method !== "GET") return answer();
  const visit: Visit = {
    request,
    trackingId,
    eventType: "click",
    url: link.url,
    linkPosition: link.position,
  };
  return onceRecorded(visit, clickPatienceMs, answer);
}

function signedDestination({ trackingId, url, signature }: ClickTarget): string | null {
  if (!trackingId || url === null) return null;
  try {
    return verifyClick({ trackingId, url, signature }, trackingKeyRing()) ? url : null;
  } catch (error) {
    log().error(
      loggableError(error),
      "tracked links cannot be verified; only those really sent are followed",
    );
    return null;
  }
}

async function sentLink(click: ClickTarget) {
  try {
    return await withinTime(lookUpPatienceMs, findSentLink(click));
  } catch (error) {
    log().error(loggableError(error), "could not look up a clicked link");
    return null;
  }
}

/** The last gate before a `Location` header: what we signed or sent is of this form, and nothing else may pass. */
function isRedirectable(destination: string): boolean {
  return /^https?:\/\/[^/\\][\x20-\x7e]*$/i.test(destination) && URL.canParse(destination);
}

async function answerStatus(trackingId: string | null, asked: string): Promise<TrackingAnswer> {
  if (!trackingId) return jsonAnswer(404, unknownStatus(asked));
  try {
    const status = await withinTime(lookUpPatienceMs, trackingStatus(trackingId));
    return jsonAnswer(status.found ? 200 : 404, status);
  } catch (error) {
    log().error(loggableError(error), "could not read a tracking status");
    const problem = { type: "about:blank", title: "The status cannot be read at the moment.", status: 503 };
    return jsonAnswer(503, problem, "application/problem+json");
  }
}

function unknownStatus(asked: string) {
  const summary = { sent_at: null, opened_at: null, open_count: 0, is_opened: false, click_count: 0 };
  return { tracking_id: asked.slice(0, 64), found: false, ...summary };
}

/**
 * Answers when the visit is kept, or when that takes too long. It never fails: what does is ours to know and not the
 * recipient's.
 */
function onceRecorded(
  visit: Visit,
  patienceMs: number,
  answer: () => TrackingAnswer,
): TrackingAnswer | Promise<TrackingAnswer> {
  const answerAllTheSame = (error: unknown) => {
    log().error({ ...loggableError(error), eventType: visit.eventType }, "an event was not recorded");
    return answer();
  };
  try {
    return recordVisit(visit, patienceMs).then(answer, answerAllTheSame);
  } catch (error) {
    return answerAllTheSame(error);
  }
}
