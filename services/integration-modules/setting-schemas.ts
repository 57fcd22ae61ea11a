import { z } from "zod";
import { parseUrl } from "@/services/parse-url";

/** The kinds of value that several modules have. Every message is a sentence an admin can act on. */

export const yesNo = z.boolean("Choose yes or no.");

export const secretText = z
  .string("Enter text.")
  .trim()
  .min(1, "Enter a value, or reset it.")
  .max(2000, "Enter at most 2,000 characters.")
  .regex(/^[\x21-\x7e]+$/, "Enter it without spaces or line breaks.")
  .nullable();

/** An absolute http(s) URL without credentials, query or fragment; a trailing slash is dropped. */
export const serviceUrl = z
  .string("Enter a URL.")
  .trim()
  .max(500, "Enter at most 500 characters.")
  .transform((value, context) => {
    const url = parseUrl(value);
    if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
      context.addIssue({
        code: "custom",
        message: "Enter a full URL, such as https://plausible.example.com.",
      });
      return z.NEVER;
    }
    if (url.username || url.password || url.search || url.hash) {
      context.addIssue({ code: "custom", message: "Enter the URL without a user name, password, ? or #." });
      return z.NEVER;
    }
    return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  });

/** An optional sender: `support@example.com` or `Example Support <support@example.com>`. */
export const senderAddress = z
  .string("Enter an e-mail address.")
  .trim()
  .max(320, "Enter at most 320 characters.")
  .refine((value) => !/[\r\n]/.test(value), "Enter it on one line.")
  .refine((value) => {
    const address = /^[^<>]*<([^<>]+)>$/.exec(value)?.[1] ?? value;
    return z.email().safeParse(address).success;
  }, "Enter an e-mail address, such as Example Support <support@example.com>.")
  .nullable();

/** A whole number between two bounds. */
export const wholeNumber = (smallest: number, largest: number) =>
  z
    .number(`Enter a whole number from ${smallest} to ${largest}.`)
    .int(`Enter a whole number from ${smallest} to ${largest}.`)
    .min(smallest, `Enter a number from ${smallest} to ${largest}.`)
    .max(largest, `Enter a number from ${smallest} to ${largest}.`);

/** A domain alone, in lower case: `replies.example.com`. */
export const domainName = z
  .string("Enter a domain.")
  .trim()
  .toLowerCase()
  .max(253, "Enter at most 253 characters.")
  .regex(/^(?=.*\.)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "Enter the domain alone, such as replies.example.com.")
  .nullable();
