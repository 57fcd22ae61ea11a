import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { ImapFlow } from "imapflow";
import ipaddr from "ipaddr.js";
import { isAllowedAddress } from "@/services/integration-modules/address-policy";
import type { MailboxAddress } from "./mailbox-url";

/** The server's name leads to an address that is never spoken to. */
export class ImapAddressError extends Error {
  override name = "ImapAddressError";
}

const timeoutMs = 20_000;

/**
 * A client for a mailbox, not connected yet. The address that was checked is the one that is connected to.
 * @throws {ImapAddressError}; what the name service throws.
 */
export async function imapClient(mailbox: MailboxAddress): Promise<ImapFlow> {
  const { host, port, secure, user, password } = mailbox;
  const address = await allowedAddress(host);
  const isLoopback = ipaddr.process(address).range() === "loopback";
  return new ImapFlow({
    host: address,
    port,
    secure,
    // A password must not cross a network in the clear because somebody took STARTTLS out of an answer.
    ...(secure || isLoopback ? {} : { doSTARTTLS: true }),
    ...(isIP(host) ? {} : { servername: host }),
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: false,
    autoIdleDelay: 500,
    // RFC 2177: servers may end an IDLE after half an hour, routers forget a silent connection much earlier.
    maxIdleTime: 4 * 60_000,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    clientInfo: { name: "MyPortal" },
  });
}

async function allowedAddress(host: string): Promise<string> {
  const addresses = isIP(host) ? [{ address: host }] : await lookup(host, { all: true });
  const allowed = addresses.find(({ address }) => isAllowedAddress(address, { allowPrivate: true }));
  if (!allowed) throw new ImapAddressError(`${host} leads to an address that is not allowed.`);
  return allowed.address;
}
