/**
 * What a proxy shows in a test: signed by itself, for support.example.com, and good for nothing else, so that its key may
 * stand here.
 */
export const proxyCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2xISrqIxrfeUxrcV
7MAz1ATaLAZiF9LwdFBVl6xRu4ShRANCAASCuGQJC/OUqlIoO6FQ4ht2WBMN9Wdg
BbOYkplYHlcj3dN+i6AVXv/Z06IdonB8VUAuFgxyK/hdip/vjv7Mr1gy
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBszCCAVmgAwIBAgIUA0b60hS0EB/GkzayZiJcGUJ5owUwCgYIKoZIzj0EAwIw
HjEcMBoGA1UEAwwTc3VwcG9ydC5leGFtcGxlLmNvbTAgFw0yNjExMjgxMzQwMzRa
GA8yMTI2MTEwNDEzNDAzNFowHjEcMBoGA1UEAwwTc3VwcG9ydC5leGFtcGxlLmNv
bTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIK4ZAkL85SqUig7oVDiG3ZYEw31
Z2AFs5iSmVgeVyPd036LoBVe/9nToh2icHxVQC4WDHIr+F2Kn++O/syvWDKjczBx
MB0GA1UdDgQWBBRqXbVXo8Omu7mp3fA4ynz2p2/TrzAfBgNVHSMEGDAWgBRqXbVX
o8Omu7mp3fA4ynz2p2/TrzAPBgNVHRMBAf8EBTADAQH/MB4GA1UdEQQXMBWCE3N1
cHBvcnQuZXhhbXBsZS5jb20wCgYIKoZIzj0EAwIDSAAwRQIgGsLN7MrDQAl4oKhX
2wd5Bekq6SU/ujNM9EjzYfnxTLECIQDq9EuE0WoYnrJcvQzyZ3snjKtKa3vMjVZ1
QOShJDgT3Q==
-----END CERTIFICATE-----
`,
};
