import { createServer } from "node:http";
import type { startResendStandIn } from "./resend-stand-in";
import type { startSmtpSink } from "./smtp-sink";

type Sink = Awaited<ReturnType<typeof startSmtpSink>>;
type StandIn = Awaited<ReturnType<typeof startResendStandIn>>;
export type WireMail = { from: string; to: string[]; source: string };

/**
 * Lets the specs, which run in other processes, read what arrived: `/smtp?to=address` the mails whose envelope names
 * the address, `/resend` what the stand-in was sent. From then on `/refuse?to=address&code=550&message=…` makes the sink
 * refuse an address, `/break?to=address` take its mail and hang up without a word, `/accept?to=address` take it again.
 */
export async function startMailboxServer(sink: Sink, standIn: StandIn) {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const to = url.searchParams.get("to") ?? "";
    const answer = { "/refuse": refuse, "/break": breakOff, "/accept": accept, "/smtp": smtp }[url.pathname];
    const body = answer ? answer(to, url) : resend();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  const smtp = (to: string): WireMail[] =>
    sink.mails
      .filter((mail) => mail.to.includes(to))
      .map((mail) => ({ from: mail.from, to: mail.to, source: mail.source.toString("base64") }));
  const refuse = (to: string, { searchParams }: URL) => {
    sink.refuse(to, { code: Number(searchParams.get("code")), message: searchParams.get("message") ?? "" });
    return { refused: to };
  };
  const breakOff = (to: string) => {
    sink.breakAfterData(to);
    return { broken: to };
  };
  const accept = (to: string) => {
    sink.accept(to);
    return { accepted: to };
  };
  const resend = () => ({ emails: standIn.emails, requests: standIn.requests });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the mailbox server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
