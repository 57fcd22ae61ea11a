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
 * What is percent-encoded is read as well: a link through a redirect carries its destination that way.
 */

const secretParameter = new RegExp(
  `token(?:%5d|\\])?=[^&;#]|[?&;#](?:${[
    ...[
      "jwt",
      "otp",
      "otp[-_]?code",
      "one[-_]?time[-_]?(?:code|password)",
      "pass(?:code|word|wd)",
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

const likelyParameter = /[?&;#](?:auth|code|hash|key|sid|ticket)=([^&;#]+)/gi;

const secretPath = new RegExp(
  `/(?:${[
    ...[
      "(?:reset|forgot|recover|change|set|new|create)[-_]?password",
      "password[-_]?(?:reset|recovery|change)s?(?:[-_]confirm)?",
    ],
    ...[
      "password/(?:reset|edit|new|set)",
      "reset",
      "magic[-_]?(?:link|login|auth)",
      "one[-_]?time(?:[-_]\\w+)?",
    ],
    ...["otp", "passwordless", "(?:verify|confirm)[-_]?e?mail", "e?mail[-_]?(?:verification|confirmation)"],
    "(?:email|account|user)/(?:verify|confirm|activate)",
  ].join("|")})(?=[/?#.])(?:\\.\\w+)?[^]*?[^/?#&=]`,
  "i",
);

const signInPath =
  /\/(?:log-?in|sign-?[iu][np]|sso|auth|oauth2?|session|verify|verification|confirm|confirmation|activate|activation|invite|invitation|invites|invitations|accept|unlock|recover|recovery|account|callback|magic)(?=[/?#.])/i;

const secretLabel = new RegExp(
  [
    String.raw`\b(?:reset|change|choose|create|set|recover)\b.{0,20}\bpassword|\bpassword\b.{0,12}\breset`,
    String.raw`\b(?:sign|log)[ -]?in\b|\b(?:magic|one-time)[ -](?:link|code)|\baccept\b.{0,20}\binvit`,
    String.raw`\b(?:verify|confirm|activate)\b.{0,20}\b(?:e-?mail|account|address)`,
    "passwort.{0,12}(?:zurücksetzen|ändern|vergessen)|einloggen|anmelden",
    "(?:e-?mail|adresse|konto).{0,12}(?:bestätigen|aktivieren)|einladung annehmen",
    "réinitialiser.{0,20}mot de passe|se connecter|confirme[rz].{0,20}(?:e-?mail|adresse|compte)",
    "restablecer.{0,20}contraseña|iniciar sesión|(?:confirma|verifica|activa)r?.{0,12}(?:correo|cuenta|e-?mail)",
  ].join("|"),
  "i",
);

const jsonWebToken = /^eyJ[\w-]{8,}\.[\w-]{8,}\./;

/**
 * Whether a URL seems to carry a secret.
 *
 * @param rest path, query and fragment
 * @param label the link's visible text
 */
export function carriesSecret(rest: string, label: string): boolean {
  if (rest.length < 6) return false;
  const plain = withoutEncoding(rest);
  return isSecret(rest, label) || (plain !== rest && isSecret(plain, label));
}

function isSecret(rest: string, label: string): boolean {
  if ((rest.includes("=") && secretParameter.test(rest)) || secretPath.test(rest)) return true;
  if (!mayLookRandom(rest)) return false;
  for (const [, value = ""] of rest.matchAll(likelyParameter))
    if (partsOf(value).some(looksRandom)) return true;
  if (rest.includes("eyJ") && partsOf(rest).some((part) => jsonWebToken.test(part))) return true;
  return (signInPath.test(rest) || secretLabel.test(label)) && partsOf(rest).some(looksRandom);
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

/** 16 characters or more of hexadecimal or base64url with digits and letters mixed, or a number of six digits. */
function looksRandom(part: string): boolean {
  if (/^\d{6,8}$/.test(part)) return true;
  return /^[\w~-]{16,}(?:%3d)*$/i.test(part) && /\d/.test(part) && /[a-z]/i.test(part);
}

/** Whether the input is long enough in one piece for a part of it to look random. Most links end here, so it is quick. */
function mayLookRandom(rest: string): boolean {
  let run = 0;
  let digits = 0;
  for (let at = 0; at < rest.length; at++) {
    const c = rest.charCodeAt(at);
    digits = c >= 48 && c <= 57 ? digits + 1 : 0;
    const isLetter = (c | 32) >= 97 && (c | 32) <= 122;
    run = digits > 0 || isLetter || c === 95 || c === 45 || c === 126 ? run + 1 : 0;
    if (run >= 16 || digits >= 6) return true;
  }
  return false;
}
