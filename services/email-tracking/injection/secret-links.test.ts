import { describe, expect, it } from "vitest";
import { carriesSecret } from "./secret-links";

describe("carriesSecret", () => {
  it.each([
    "https://a.example/reset-password?token=abc123",
    "https://a.example/password/reset/Zk3",
    "https://a.example/users/password/edit?reset_password_token=abc",
    "https://a.example/?access_token=x",
    "https://a.example/?user%5Btoken%5D=x",
    "https://a.example/login?otp=123456",
    "https://a.example/auth/magic-link/verify?x=1",
    "https://a.example/magic?k=9f8e7d6c5b4a39281706",
    "https://a.example/sign-in/9f8e7d6c5b4a39281706",
    "https://a.example/verify-email/abc",
    "https://a.example/invite/3f2a9c0e-1b7d-4a55-9c1e-0d2f4b6a8c10",
    "https://a.example/account/confirm/QmFzZTY0VG9rZW4x",
    "https://a.example/login/482913",
    "https://a.example/auth/callback#access_token=abc",
    "https://a.example/#/reset?token=abc",
    "https://a.example/s?jwt=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    "https://a.example/s/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    "https://bucket.s3.amazonaws.com/file.pdf?X-Amz-Signature=abc&X-Amz-Date=1",
    "https://app.firebaseapp.com/__/auth/action?mode=resetPassword&oobCode=abc",
    "https://a.example/api/auth/reset-password/abcdef?callbackURL=%2F",
    // WordPress, Auth0, CAS, ASP.NET, Tomcat and PHP sessions, OneDrive, Django REST framework, OAuth.
    "https://a.example/wp-login.php?action=rp&key=gZ8h2k1LmN0pQ3rS5tU7&login=admin",
    "https://a.example/wp-login.php?action=rp&key=gZhkLmNpQrStUvWxYzAb&login=admin",
    "https://a.auth0.com/u/reset-verify?ticket=Zk3aa9f8e7d6c5b4a39281706#",
    "https://a.example/cas?ticket=ST-1234-abcdefghijklmnop",
    "https://a.example/Account/ConfirmEmail?userId=1&code=Q2ZESjhB",
    "https://a.example/x;jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9",
    "https://a.example/x?PHPSESSID=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "https://onedrive.live.com/?authkey=%21ABCdef12345&id=1",
    "https://a.example/password_reset_confirm/ab/cd",
    "https://a.example/?code=4%2F0AX4XfWh9f8e7d6c5b4a392817&state=x",
    "https://a.example/?activation_key=abc123",
    "https://a.example/?verification_code=ab12cd",
    // What a redirect, a mail gateway or a template engine has encoded.
    "https://go.example/?url=https%3A%2F%2Fa.example%2Freset-password%3Ftoken%3Dabc",
    "https://go.example/?url=https%253A%252F%252Fa.example%252Freset-password%252Fabc",
    "https://a.example/%72eset%2Dpassword/abc",
  ])("%s does", (url) => {
    expect(carriesSecret(new URL(url).href.slice(new URL(url).origin.length), "Here")).toBe(true);
  });

  it.each([
    "https://a.example/",
    "https://a.example/pricing",
    "https://a.example/login",
    "https://a.example/sign-in?next=%2Ftickets%2F1042",
    "https://a.example/forgot-password",
    "https://a.example/reset-password/",
    "https://a.example/?token=",
    "https://a.example/blog/how-to-reset-your-password-2026",
    "https://a.example/shop/magic/cards",
    "https://a.example/orders/4200?lang=en&ref=mail",
    "https://a.example/files/9f8e7d6c5b4a39281706",
    "https://a.example/?code=SUMMER26",
    "https://a.example/?key=value&id=3f2a9c0e-1b7d-4a55-9c1e-0d2f4b6a8c10",
    "https://a.example/account/orders/4200",
    "https://docs.example/guide#section-1",
    "https://a.example/tokens?tokenize=yes",
    "https://a.example/?ticket=1042",
    "https://a.example/?hash=summer&keyword=reset",
    "https://go.example/?url=https%3A%2F%2Fa.example%2Fguide%3Fpage%3D2",
    "https://a.example/100%zz%",
  ])("%s does not", (url) => {
    expect(carriesSecret(new URL(url).href.slice(new URL(url).origin.length), "Here")).toBe(false);
  });

  it.each([
    ["Reset your password", "https://go.example/u/9f8e7d6c5b4a39281706", true],
    ["Choose a new password", "https://go.example/?u=QmFzZTY0VG9rZW4x", true],
    ["Sign-in link", "https://go.example/c/482913", true],
    ["Confirm your email address", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["Verify e-mail", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["Passwort zurücksetzen", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["Log in", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["Sign in to Acme", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["Accept the invitation", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["Jetzt einloggen", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["E-Mail-Adresse bestätigen", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["Confirmez votre adresse", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["Confirmar mi correo", "https://go.example/9f8e7d6c5b4a39281706", true],
    ["How to log in", "https://go.example/help/how-to-log-in", false],
    ["Reset your password", "https://go.example/help/reset-your-password", false],
    ["Your report", "https://go.example/9f8e7d6c5b4a39281706", false],
  ])("a link that says “%s” to %s: %s", (label, url, expected) => {
    expect(carriesSecret(url.slice("https://go.example".length), label)).toBe(expected);
  });
});
