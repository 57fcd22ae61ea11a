import { mailFrom } from "@/services/email-delivery/mail-from";
import { transportSettings } from "@/services/email-delivery/transports/transport-settings";
import { type DoctorCheck, green, red } from "../check";

/** Names that exist in no DNS (RFC 2606, RFC 6761, RFC 6762). */
const nowhere = /(^|\.)(localhost|invalid|test|local|internal|example|example\.(com|net|org))$/;

export const senderAddressCheck: DoctorCheck = {
  slug: "sender-address",
  group: "mail",
  title: "The sender is a real address",
  why: "Mail servers refuse mail from a domain that does not exist, and answers to it go nowhere.",
  async run(examination) {
    const database = await examination.database();
    const { email } = await mailFrom(database);
    const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
    const { name } = await transportSettings(database);
    if (name === "catcher") return green(`Mail is from ${email}; it stays in the built-in inbox.`);
    if (domain.includes(".") && !nowhere.test(domain)) return green(`Mail is from ${email}.`);
    return red(
      `Mail is from ${email}, a domain that nobody can have.`,
      "Set the sender in the module’s settings, or MAIL_FROM.",
    );
  },
};
