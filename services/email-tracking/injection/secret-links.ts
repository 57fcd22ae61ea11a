import { isShortCode, looksRandom, mayLookRandom } from "./looks-random";
import { saysSignIn } from "./sign-in-labels";

/**
 * The rule by which a link is taken to carry a secret: whoever has the URL can act for its owner. Tracking would
 * store that secret in our database, so such links stay as they are unless an admin switches the rule off. It is
 * on the safe side by intent: a link too many left alone costs a click count, one too few costs an account.
 *
 * A link is taken for one
 * 1. if a parameter of its query or fragment is named as secrets are (`…token`, `otp`, `password`, `signature`, …),
 * 2. if a parameter is named as secrets often are (`key`, `code`, `ticket`, …) and its value looks random,
 * 3. if its path is that of a password reset, a magic link, a one-time login or an email verification, and goes on,
 * 4. if its path is that of signing in, confirming or inviting, and a part of the URL looks random,
 * 5. if a part of it is a JSON Web Token,
 * 6. if its text says that it resets a password, signs in or confirms an address, and a part of the URL looks random.
 *
 * What is percent-encoded is read as well: a link through a redirect carries its destination that way. What programs
 * that count visits add to a link looks random and is no secret.
 */

const secretParameter = new RegExp(
  `token(?:%5d|\\])?=[^&;#]|[?&;#](?:${[
    ...[
      "jwt",
      "otp",
      "otc",
      "otp[-_]?code",
      "one[-_]?time[-_]?(?:code|password)",
      "pass(?:code|phrase|word|wd|wort)?",
      "pin",
      "pwd",
      "secret",
    ],
    ...[
      "client[-_]?secret",
      "api[-_]?key",
      // `jsessionid`, `PHPSESSID`
      "(?:j|php|asp)?sess(?:ion)?[-_]?id\\w*",
      "oobcode",
      "(?:access|activation|auth|confirmation|invit(?:e|ation)|login|reset|verification)[-_]?(?:code|key)",
      "magic(?:[-_]?link)?",
    ],
    ...["sig(?:nature)?", "x-(?:amz|goog)-signature", "samlresponse"],
    // WordPress: its reset has no path of its own.
  ].join("|")})=[^&;#]|[?&]action=(?:rp|resetpass)&`,
  "i",
);

/** So short a name that the path or the text must speak for it. */
const signInParameter = /[?&;#]tok=[^&;#]/i;

const likelyParameter = /[?&;#](?:auth|code|hash|key|sid|ticket)=([^&;#]+)/gi;

const secretPath = new RegExp(
  `/(?:${[
    ...[
      "(?:reset|forgot|recover|change|set|new|create)[-_]?password",
      "password[-_]?(?:reset|recovery|change)s?(?:[-_]confirm)?",
    ],
    ...[
      "password/(?:reset(?:[-_]?confirm)?|edit|new|set)",
      "reset",
      "magic[-_]?(?:link|login|auth)",
      "one[-_]?time(?:[-_]\\w+)?",
    ],
    ...[
      "otp",
      "passwordless",
      "(?:verify|confirm)[-_]?e?mail",
      "e?mail[-_]?(?:verify|verification|confirm|confirmation)",
    ],
    "(?:email|account|user)/(?:verify|confirm|activate)",
  ].join("|")})(?=[/?#.])(?:\\.\\w+)?[^]*?[^/?#&=]`,
  "i",
);

/** What one does to an account or an address: also where the path ends. */
const signInVerb =
  "log-?in|sign-?[iu][np]|sso|verify|verification|confirm|confirmation|activate|activation|accept|unlock|recover|recovery|forgot";
const signInPath = new RegExp(
  `/(?:${[
    `(?:${signInVerb})(?=[/?#.]|$)`,
    `(?:${[
      "auth|oauth2?|session|invite|invitation|invites|invitations|callback|magic|tokens?|passwor[dt]s?",
      // `confirm_verification` (GitHub), `verify-account`, `setup-account`, `account-activation`
      "(?:confirm|verify|validate|activate|set-?up|unlock|recover)[-_](?:account|device|e?mail|login|registration|user|verification)",
      "(?:account|login|registration|user)[-_](?:verif|confirm|activat)[a-z]{0,7}",
    ].join("|")})(?=[/?#.])`,
  ].join("|")})`,
  "i",
);
/** Orders have numbers and are confirmed as well: one of six digits is no secret here. */
const perhapsSignInPath =
  /\/(?:accounts?|(?:confirm|verify|validate|activate)[-_][a-z]{2,20}|[a-z]{2,20}[-_](?:verify|verification|confirm|confirmation|activation))(?=[/?#.])/i;

const jsonWebToken = /^eyJ[\w-]{8,}\.[\w-]{8,}\./;

/**
 * What counts visits: Google Analytics' `utm_…` and ads' click ids, Mailchimp, HubSpot, Meta, Microsoft, Marketo and the
 * like, as their documentations name them.
 */
const visitCounters =
  /[?&](?:utm_\w+|mc_[ce]id|[gd]clid|gbraid|wbraid|fbclid|msclkid|ttclid|twclid|yclid|igshid|li_fat_id|_hsenc|_hsmi|_g[al]|mkt_tok|vero_id|oly_\w+_id|_kx)=[^&#]*/gi;

/**
 * Whether a URL seems to carry a secret.
 *
 * @param rest path, query and fragment
 * @param label the link's text as it is seen, see `seenText`
 */
export function carriesSecret(rest: string, label: string): boolean {
  if (rest.length < 6) return false;
  // Browsers take a backslash for a slash.
  const written = rest.includes("\\") ? rest.replaceAll("\\", "/") : rest;
  const plain = withoutEncoding(written);
  return isSecret(written, label) || (plain !== written && isSecret(plain, label));
}

function isSecret(rest: string, label: string): boolean {
  if ((rest.includes("=") && secretParameter.test(rest)) || secretPath.test(rest)) return true;
  if (rest.includes("tok=") && signInParameter.test(rest) && isAboutSigningIn(rest, label)) return true;
  if (!mayLookRandom(rest)) return false;
  for (const [, value = ""] of rest.matchAll(likelyParameter)) {
    if (partsOf(value).some((part) => looksRandom(part) || isShortCode(part))) return true;
  }
  if (rest.includes("eyJ") && partsOf(rest).some((part) => jsonWebToken.test(part))) return true;
  const signsIn = isAboutSigningIn(rest, label);
  if (!signsIn && !perhapsSignInPath.test(rest)) return false;
  const parts = partsOf(rest.includes("=") ? rest.replace(visitCounters, "") : rest);
  return parts.some((part) => looksRandom(part) || (signsIn && isShortCode(part)));
}

function isAboutSigningIn(rest: string, label: string): boolean {
  return signInPath.test(rest) || saysSignIn(label);
}

/** A URL within a URL within a URL: deeper than that nobody's mail goes. */
const deepestEncoding = 3;

/** With the printable ASCII characters that were percent-encoded. */
function withoutEncoding(rest: string): string {
  let plain = rest;
  for (let depth = 0; depth < deepestEncoding && plain.includes("%"); depth++) {
    plain = plain.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  return plain;
}

function partsOf(rest: string): string[] {
  return rest.split(/[/?&#=;]/);
}
