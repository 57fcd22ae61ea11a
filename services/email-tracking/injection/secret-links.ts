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

/** In English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, the languages of the North, and Czech. */
const asciiLabel = new RegExp(
  [
    String.raw`\b(?:reset|change|choose|create|set|recover|reimposta|ripristina|recupera|cambia|crea|imposta)\b.{0,20}\bpassword`,
    String.raw`\bpassword\b.{0,12}\breset|\b(?:sign|log)[ -]?in\b|\b(?:magic|one-time)[ -](?:link|code)|\baccept\b.{0,20}\binvit`,
    "(?:pass|kenn)wort.{0,12}(?:vergessen|festlegen|setzen)|(?:modifier|changer).{0,20}mot de passe",
    "(?:redefin|alter|recuper|cri|mud)[aei].{0,20}(?:senha|palavra-passe)|wachtwoord.{0,20}(?:herstel|reset|wijzig|instel|vergeten)",
    "(?:herstel|reset|wijzig).{0,12}wachtwoord|(?:nulstil|tilbakestill).{0,12}(?:adgangskode|passord)|salasana|obnovit heslo",
    String.raw`einloggen|anmelden|se connecter|connectez-vous|\bentrar\b|fazer login|\baccedi\b|effettua.{0,6}accesso|inloggen`,
    "aanmelden|zaloguj|logga in|log ind|logg inn|kirjaudu|einladung annehmen|accepter l.invitation|aceitar.{0,6}convite",
    "accetta.{0,6}invito|uitnodiging (?:accepteren|aannemen)|(?:przyjmij|akceptuj).{0,6}zaproszenie",
    String.raw`\b(?:confirm(?:a|ar|e|er|ez)?|conferma|verif(?:y|ica|icar|ique|ieer)|activ(?:ate|a|ar|er|ez|eer)|ativ(?:ar|e)|attiva|aktiviere|aktywuj|bevestig|bekreft|vahvista|potvrdit)\b.{0,24}(?:e-?mail|e-?post|account|ad?dres|conta|compte|cuenta|correo|konto|indirizzo|iscrizione|tili)`,
    "(?:e-?mail|adres|account|konto).{0,12}(?:aktivieren|bevestigen|activeren)",
  ].join("|"),
  "i",
);
/** With other letters, and in Turkish, Russian, Ukrainian, Chinese, Japanese and Korean; few links have any. */
const otherLabel = new RegExp(
  [
    "(?:pass|kenn)wort.{0,12}(?:zurücksetzen|ändern|wählen)|(?:réinitialiser|créer).{0,20}mot de passe",
    "(?:restablecer|cambiar|crear|recuperar).{0,20}contraseña|(?:resetuj|zmień|ustaw|odzyskaj|utwórz).{0,12}hasł",
    "återställ.{0,12}lösenord|inici(?:ar|a|e) sesión|iniciar sessão|přihlásit|aceptar.{0,6}invitación",
    "(?:e-?mail|adresse|konto|anmeldung|registrierung).{0,12}bestätigen",
    "(?:bestätige|vérifie[rz]|potwierdź|zweryfikuj|bekräfta|bekræft|vahvista|potvrdit).{0,20}(?:e-?mail|e-?post|adres|konto|compte|anmeldung|registrierung|sähköposti|účet)",
    "(?:confirm|verifi|ativ).{0,20}endereço|(?:e-?mail|adres|account).{0,12}verifiëren",
    "şifre.{0,12}(?:sıfırla|değiştir)|giriş yap|(?:e-?posta|hesab).{0,20}(?:doğrula|onayla|etkinleştir)",
    "(?:сбросить|изменить|восстановить|скинути|змінити|відновити).{0,12}парол|войти|увійти|принять приглашение",
    "(?:подтверд|активир|підтверд|активув).{0,20}(?:почт|пошт|адрес|аккаунт|акаунт|e-?mail)",
    "登录|登錄|登入|(?:重置|重设|重設|修改|更改|找回).{0,4}密[码碼]|接受邀[请請]",
    "(?:验证|驗證|确认|確認|激活|啟用).{0,8}(?:邮箱|邮件|郵箱|郵件|信箱|账户|账号|帳戶|帳號)",
    "ログイン|サインイン|パスワード.{0,8}(?:再設定|リセット|変更|設定)|招待.{0,4}(?:承諾|承認|受け)",
    "(?:メール|アドレス|アカウント).{0,8}(?:確認|認証|有効)",
    "로그인|비밀번호.{0,8}(?:재설정|변경)|(?:이메일|계정).{0,6}(?:인증|확인)|초대 ?수락",
  ].join("|"),
  "i",
);

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
  if (signInPath.test(rest) || asciiLabel.test(label)) return true;
  return /[^ -~]/.test(label) && otherLabel.test(label);
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

/** A number as people type it from a mail. */
function isShortCode(part: string): boolean {
  return /^\d{6,8}$/.test(part);
}

/**
 * Whether a part of a URL is nothing that a person would write: a piece of 16 characters or more of hexadecimal or
 * base64url with digits and letters mixed, as much in pieces between dots and the like, or 20 letters without words.
 */
function looksRandom(part: string): boolean {
  if (part.length < 16) return false;
  let scrambled = 0;
  for (const piece of part.split(/[^\w-]+/)) {
    if (piece.length >= 16 && /\d/.test(piece) && /[a-z]/i.test(piece) && !slug.test(piece)) return true;
    if (piece.length >= 20 && isWordless(piece)) return true;
    // `john.smith1984` changes once, `AbC1` with each character.
    const changes = changesWithin(piece);
    if (changes >= 2 && 3 * changes >= piece.length) scrambled += piece.length;
  }
  return scrambled >= 16;
}

/**
 * Words with a year or a small number between hyphens: `login-page-redesign-2024`. Not capitals, nor longer numbers: codes
 * to be typed look so.
 */
const slug = /^(?:[A-Z]?[a-z]{1,14}|(?:19|20)\d\d|\d\d?)(?:[-_](?:[A-Z]?[a-z]{1,14}|(?:19|20)\d\d|\d\d?))+$/;

/** Capital and small letters in turns, with so few vowels that they make no words: `QxZkPwLmNvBcRtYuIoAs`. */
function isWordless(piece: string): boolean {
  const vowels = piece.match(/[aeiou]/gi)?.length ?? 0;
  return 4 * changesWithin(piece) >= piece.length && 10 * vowels < 3 * piece.length;
}

/** How often a capital letter, a small one, a digit is followed by another kind of these. */
function changesWithin(piece: string): number {
  return piece.match(/[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g)?.length ?? 0;
}

/**
 * Whether a part of the input is long enough, and mixed enough, to look random, or six digits stand in a row. Most links
 * end here, so it is quick.
 */
function mayLookRandom(rest: string): boolean {
  let run = 0;
  let digits = 0;
  let kinds = 0;
  for (let at = 0; at < rest.length; at++) {
    const kind = kindOf(rest.charCodeAt(at));
    if (kind === parts) {
      run = digits = kinds = 0;
      continue;
    }
    digits = kind === digit ? digits + 1 : 0;
    kinds |= kind;
    run++;
    if (digits >= 6 || (run >= 16 && (kinds & digit ? kinds > digit : kinds === (capital | small))))
      return true;
  }
  return false;
}

/** Kinds of characters, as bits; `parts` part one piece of a URL from the next. */
const other = 0;
const digit = 1;
const capital = 2;
const small = 4;
const parts = 8;

function kindOf(c: number): number {
  if (c >= 97 && c <= 122) return small;
  if (c >= 48 && c <= 57) return digit;
  if (c >= 65 && c <= 90) return capital;
  // / ? & # = ;
  return c === 47 || c === 63 || c === 38 || c === 35 || c === 61 || c === 59 ? parts : other;
}
