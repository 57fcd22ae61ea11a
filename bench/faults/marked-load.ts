import { createLoadClient } from "../support/load-client";
import { runOpenLoop } from "../support/open-loop";
import { clickPath, openPath, sentUrls, trackingIdOf } from "../support/tracked-requests";

/** One request, with what can be found of it in the database and what its sender saw. */
export type MarkedRequest = {
  /** The end of its user agent: no other request has it. */
  marker: string;
  eventType: "open" | "click";
  trackingId: string;
  /** `right`: the image, or the redirect to where the link led. `wrong`: any other answer. */
  outcome: "waiting" | "right" | "wrong" | "none";
  /** When it was due, on the clock of `performance.now()`. */
  dueAt: number;
  /** Milliseconds from then to its end. */
  took: number;
};

const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.3";

let loads = 0;

/**
 * Sends opens and clicks in turns at a fixed rate, from now until it is stopped, each of which can be told from every
 * other in the database. Over several portals they are spread in turns, whether these answer or not.
 * @param perSecond of opens and of clicks, each
 */
export function startMarkedLoad(options: { ports: number[]; copies: number; perSecond: number }) {
  const { ports, copies, perSecond } = options;
  const load = `load-${process.pid}-${++loads}`;
  const clients = ports.map(createLoadClient);
  const stopping = new AbortController();
  const requests: MarkedRequest[] = [];
  const ended = runOpenLoop(perSecond * 2, stopping.signal, async (index, dueAt) => {
    const eventType = index % 2 === 0 ? "open" : "click";
    const pair = Math.floor(index / 2);
    const copy = (pair % copies) + 1;
    const marker = `${load}/${index}`;
    const request: MarkedRequest = {
      ...{ marker, eventType, trackingId: trackingIdOf(copy), outcome: "waiting", dueAt, took: 0 },
    };
    requests.push(request);
    const path = eventType === "open" ? openPath(copy) : clickPath(copy, copy);
    const answer = await clients[pair % clients.length]?.ask(path, `${browser} ${marker}`);
    request.took = performance.now() - dueAt;
    if (!answer) request.outcome = "none";
    else if (eventType === "open")
      request.outcome = answer.status === 200 && answer.body.length === 43 ? "right" : "wrong";
    else
      request.outcome =
        answer.status === 302 && answer.location === sentUrls[copy % sentUrls.length] ? "right" : "wrong";
  });
  return {
    /** Sends no more, waits until each request has ended, and returns all of them. */
    async stop(): Promise<MarkedRequest[]> {
      stopping.abort();
      await ended;
      for (const client of clients) client.close();
      return requests;
    },
  };
}

/** The marker of a stored event, from its user agent. */
export function markerOf(userAgent: string): string {
  return userAgent.slice(browser.length + 1);
}
