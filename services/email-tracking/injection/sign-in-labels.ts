/**
 * The words by which a link's text says that it signs in, resets a password or confirms an address or an invitation, in
 * the languages below. With a part of its URL that looks random it carries a secret, see secret-links.ts.
 */

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

/** @param label the link's text as it is seen, see `seenText` */
export function saysSignIn(label: string): boolean {
  return asciiLabel.test(label) || (/[^ -~]/.test(label) && otherLabel.test(label));
}
