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
    ["Reset your password", "https://go.example/help/reset-your-password", false],
    ["Your report", "https://go.example/9f8e7d6c5b4a39281706", false],
  ])("a link that says “%s” to %s: %s", (label, url, expected) => {
    expect(carriesSecret(url.slice("https://go.example".length), label)).toBe(expected);
  });
});
