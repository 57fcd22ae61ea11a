import { isIP } from "node:net";
import { connect } from "node:tls";
import { env } from "@/env";
import { explainNetworkError } from "@/services/module-connections/connection-step";
import { amber, type DoctorCheck, green, red } from "../check";

const soonDays = 14;
const dayMs = 86_400_000;

export const portalUrlHttpsCheck: DoctorCheck = {
  slug: "portal-url-https",
  group: "address",
  title: "PORTAL_URL is https",
  why: "Over http, passwords and what recipients click can be read on the way, and mail programs warn of the links or do not load the image.",
  async run() {
    const url = new URL(env().PORTAL_URL);
    if (url.protocol === "http:") {
      return /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname)
        ? green("It is http, and does not leave this machine.")
        : amber(
            `${url.href} is http: nothing of it is encrypted.`,
            "Give the portal a certificate, for example by a reverse proxy, and set PORTAL_URL to the https address.",
          );
    }
    try {
      return judge(await certificateEnd(url));
    } catch (error) {
      return red(
        explainNetworkError(error, url.host),
        "Mail programs follow no link and load no image from here: mend the certificate, or what listens at this address.",
      );
    }
  },
};

function judge(end: Date) {
  const days = Math.floor((end.getTime() - Date.now()) / dayMs);
  if (days >= soonDays) return green(`The certificate is trusted, and valid for ${days} more days.`);
  return amber(
    `The certificate is valid for ${days} more days only.`,
    "Renew it, and see why that did not happen by itself.",
  );
}

/** When the certificate ends. @throws the network's error, or TLS's when the certificate is not trusted */
function certificateEnd(url: URL): Promise<Date> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host, port: Number(url.port || 443), timeout: 8_000, ...(isIP(host) ? {} : { servername: host }) },
      () => {
        resolve(new Date(socket.getPeerCertificate().valid_to));
        socket.end();
      },
    );
    socket.on("error", reject);
    socket.on("timeout", () => socket.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
  });
}
