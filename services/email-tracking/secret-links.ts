/**
 * The rule by which a link is taken to carry a secret: whoever has the URL can act for its owner. Tracking would
 * store that secret in our database, so such links stay as they are unless an admin switches the rule off. It is
 * on the safe side by intent: a link too many left alone costs a click count, one too few costs an account.
 */

/** Parameters that are secrets whatever the page, compared in lower case without `-` and `_`. */
const secretParameters = new Set([
  ...[
    "token",
    "jwt",
    "otp",
    "otpcode",
    "onetimecode",
    "onetimepassword",
    "passcode",
    "password",
    "passwd",
    "pwd",
  ],
  ...["secret", "clientsecret", "apikey", "sessionid", "oobcode", "magiclink", "magic", "signature", "sig"],
  ...["xamzsignature", "xgoogsignature", "xamzsecuritytoken", "samlresponse", "codeverifier", "authcode"],
]);

/** Parts of a path that lead to a secret whenever anything follows them. */
const secretPath =
  /\/(?:(?:reset|forgot|recover|change|set|new|create)[-_]?password|password[-_]?(?:reset|recovery|change)s?|password\/(?:reset|edit|new|set)|reset|magic[-_]?(?:link|login|auth)|one[-_]?time(?:[-_]\w+)?|otp|passwordless|(?:verify|confirm)[-_]?e?mail|e?mail[-_]?(?:verification|confirmation)|(?:email|account|user)\/(?:verify|confirm|activate))(?=[/?#.])(?:\.\w+)?(.*)$/i;

/** Parts of a path after which only something that looks random is a secret. */
const signInPath =
  /\/(?:log-?in|sign-?[iu][np]|sso|auth|oauth2?|session|verify|verification|confirm|confirmation|activate|activation|invite|invitation|invites|invitations|accept|unlock|recover|recovery|account|callback|magic)(?=[/?#.])/i;

const jsonWebToken = /^eyJ[\w-]{8,}\.[\w-]{8,}\./;

/** Whether a URL seems to carry a password reset, a magic link, a one-time token or another secret. */
export function carriesSecret(url: URL): boolean {
  const { pathname, search, hash } = url;
  if (search === "" && hash === "" && !/[/].*[/]/.test(pathname)) return false;
  if (hasSecretParameter(search) || hasSecretParameter(hash)) return true;
  const rest = pathname + search + hash;
  const parts = rest.split(/[/?&#=;]/);
  if (parts.some((part) => jsonWebToken.test(part))) return true;
  const afterSecretPath = secretPath.exec(rest)?.[1];
  if (afterSecretPath !== undefined && /[^/?#&=]/.test(afterSecretPath)) return true;
  return parts.some(looksRandom) && signInPath.test(rest);
}

function hasSecretParameter(parameters: string): boolean {
  if (!parameters.includes("=")) return false;
  const from = parameters.startsWith("#") ? parameters.indexOf("?") + 1 || 1 : 1;
  for (const pair of parameters.slice(from).split(/[&;]/)) {
    const equals = pair.indexOf("=");
    if (equals < 1 || equals === pair.length - 1) continue;
    const name = pair
      .slice(0, equals)
      .toLowerCase()
      .replace(/[-_]|%5b|%5d/g, "");
    if (secretParameters.has(name) || name.endsWith("token")) return true;
  }
  return false;
}

/** 16 characters or more of hexadecimal or base64url with digits and letters mixed, or a number of six digits. */
function looksRandom(part: string): boolean {
  if (/^\d{6,8}$/.test(part)) return true;
  return /^[\w~-]{16,}(?:%3d)*$/i.test(part) && /\d/.test(part) && /[a-z]/i.test(part);
}
