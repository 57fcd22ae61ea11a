/** @type {import("next").NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // Not over the user menu.
  devIndicators: { position: "bottom-right" },
  // One checkout, one root: a lockfile further up the disk must not move it.
  turbopack: { root: import.meta.dirname },
  // Packages that read files beside themselves or load parts by name stay outside the bundle.
  serverExternalPackages: [
    "mysql2",
    "nodemailer",
    "smtp-server",
    "mailparser",
    "pino",
    "prom-client",
    "resend",
  ],
  // Types are checked by `npm test`, over everything and not only what the pages import.
  typescript: { ignoreBuildErrors: true },
  experimental: { serverActions: { bodySizeLimit: "2mb" } },
  // `localhost` and `127.0.0.1` are one place to the person who types either.
  allowedDevOrigins: ["localhost", "127.0.0.1"],
};
