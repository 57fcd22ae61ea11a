/**
 * The rule by which a link is taken to carry a secret: whoever has the URL can act for its owner. Tracking would
 * store that secret in our database, so such links stay as they are unless an admin switches the rule off. It is
 * on the safe side by intent: a link too many left alone costs a click count, one too few costs an account.
 *
 * A link is taken for one
 * 1. if a parameter of its query or fragment is named as secrets are (`…token`, `otp`, `password`, `signature`, …),
 * 2. if its path is that of a password reset, a magic link, a one-time login or an email verification, and goes on,
 * 3. if its path is that of signing in, confirming or inviting, and a part of the URL looks random,
 * 4. if a part of it is a JSON Web Token,
 * 5. if its text says that it resets a password, signs in or confirms an address, and a part of the URL looks random.
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
      "session[-_]?id",
      "oobcode",
      "auth[-_]?code",
      "magic(?:[-_]?link)?",
    ],
    ...["sig(?:nature)?", "x-(?:amz|goog)-signature", "samlresponse"],
  ].join("|")})=[^&;#]`,
  "i",
);

const secretPath = new RegExp(
  `/(?:${[
    ...[
      "(?:reset|forgot|recover|change|set|new|create)[-_]?password",
      "password[-_]?(?:reset|recovery|change)s?",
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

const secretLabel =
  /\b(?:reset|change|choose|create|set|recover)\b.{0,20}\bpassword|\bpassword\b.{0,12}\breset|\b(?:magic|sign-?in|log-?in|one-time)[ -](?:link|code)|\b(?:verify|confirm|activate)\b.{0,20}\b(?:e-?mail|account|address)|passwort.{0,12}(?:zurücksetzen|ändern|vergessen)|réinitialiser.{0,20}mot de passe|restablecer.{0,20}contraseña/i;

const jsonWebToken = /^eyJ[\w-]{8,}\.[\w-]{8,}\./;

/**
 * Whether a URL seems to carry a secret.
 *
 * @param rest path, query and fragment
 * @param label the link's visible text
 */
export function carriesSecret(rest: string, label: string): boolean {
  if (rest.length < 6) return false;
  if (secretParameter.test(rest) || secretPath.test(rest)) return true;
  if (rest.includes("eyJ") && partsOf(rest).some((part) => jsonWebToken.test(part))) return true;
  return (signInPath.test(rest) || secretLabel.test(label)) && partsOf(rest).some(looksRandom);
}

function partsOf(rest: string): string[] {
  return rest.split(/[/?&#=;]/);
}

/** 16 characters or more of hexadecimal or base64url with digits and letters mixed, or a number of six digits. */
function looksRandom(part: string): boolean {
  if (/^\d{6,8}$/.test(part)) return true;
  return /^[\w~-]{16,}(?:%3d)*$/i.test(part) && /\d/.test(part) && /[a-z]/i.test(part);
}
