import { transportSettings } from "@/services/email-delivery/transports/transport-settings";
import { amber, type DoctorCheck, green } from "../check";

export const mailTransportCheck: DoctorCheck = {
  slug: "mail-transport",
  group: "mail",
  title: "Mail leaves the portal",
  why: "Without SMTP or Resend every mail ends in the built-in inbox on this machine, and no recipient gets any.",
  async run(examination) {
    const { name } = await transportSettings(await examination.database());
    if (name === "resend") return green("Mail leaves by Resend.");
    if (name === "smtp") return green("Mail leaves by SMTP.");
    return amber(
      "Mail goes to the built-in inbox: good to try things out, and nobody else gets it.",
      "Configure and enable SMTP or Resend under Admin → Integration Modules.",
    );
  },
};
