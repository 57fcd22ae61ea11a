import { describe, expect, it } from "vitest";
import { EnvironmentError, parseEnv } from "./env";

const minimal = {
  DATABASE_URL: "mysql://portal:secret@127.0.0.1:3306/myportal",
  SECRET_KEY: "0123456789abcdef0123456789abcdef",
};

describe("the environment", () => {
  it("needs only a database and a secret, and fills in the rest", () => {
    const env = parseEnv(minimal);
    expect(env.PORT).toBe(3000);
    expect(env.PORTAL_URL).toBe("http://localhost:3000");
    expect(env.DATA_DIR).toBe(".data");
    expect(env.PLAUSIBLE_TRACK_OPENS).toBeUndefined();
  });

  it("takes an empty or blank variable for an unset one", () => {
    const env = parseEnv({
      ...minimal,
      PORT: "",
      PORTAL_URL: "  ",
      RESEND_API_KEY: "",
      PLAUSIBLE_TRACK_OPENS: "",
    });
    expect(env.PORT).toBe(3000);
    expect(env.PORTAL_URL).toBe("http://localhost:3000");
    expect(env.RESEND_API_KEY).toBeUndefined();
  });

  it("derives the portal's URL from the port and drops a trailing slash of a given one", () => {
    expect(parseEnv({ ...minimal, PORT: "8080" }).PORTAL_URL).toBe("http://localhost:8080");
    expect(parseEnv({ ...minimal, PORTAL_URL: "https://help.example.com/desk/" }).PORTAL_URL).toBe(
      "https://help.example.com/desk",
    );
  });

  it.each([
    "help.example.com",
    "/desk",
    "ftp://help.example.com",
    "https://",
    "https://u:p@help.example.com",
    "https://help.example.com/?a=1",
  ])("refuses %s as the portal's URL, naming the variable and what was given", (PORTAL_URL) => {
    expect(() => parseEnv({ ...minimal, PORTAL_URL })).toThrow(EnvironmentError);
    expect(() => parseEnv({ ...minimal, PORTAL_URL })).toThrow(`PORTAL_URL: expected`);
    expect(() => parseEnv({ ...minimal, PORTAL_URL })).toThrow(JSON.stringify(PORTAL_URL));
  });

  it.each([
    "support",
    "Support <support>",
    "Support support@example.com",
    "A <a@example.com>, B <b@example.com>",
  ])("refuses %s as the sender, under which no server would take any mail", (MAIL_FROM) => {
    expect(() => parseEnv({ ...minimal, MAIL_FROM })).toThrow("MAIL_FROM: expected support@example.com");
  });

  it.each(["support@example.com", 'The "Best" Desk <support@example.com>'])(
    "takes %s as the sender",
    (MAIL_FROM) => {
      expect(parseEnv({ ...minimal, MAIL_FROM }).MAIL_FROM).toBe(MAIL_FROM);
    },
  );

  it.each([
    ["true", true],
    ["1", true],
    ["YES", true],
    ["off", false],
    ["0", false],
  ])("reads the switch %s as %s", (given, meant) => {
    expect(parseEnv({ ...minimal, PLAUSIBLE_SEND_TO_PLAUSIBLE: given }).PLAUSIBLE_SEND_TO_PLAUSIBLE).toBe(
      meant,
    );
  });

  it("refuses a switch that is neither on nor off", () => {
    expect(() => parseEnv({ ...minimal, PLAUSIBLE_TRACK_OPENS: "maybe" })).toThrow(
      'PLAUSIBLE_TRACK_OPENS: expected true or false (given: "maybe")',
    );
  });

  it("names every wrong variable at once and never repeats a secret", () => {
    const parse = () =>
      parseEnv({ DATABASE_URL: "postgres://u:hunter2@host/db", SECRET_KEY: "short-secret", PORT: "http" });
    expect(parse).toThrow(/DATABASE_URL: expected mysql:\/\//);
    expect(parse).toThrow(/SECRET_KEY: expected at least 32 characters/);
    expect(parse).toThrow(/PORT: expected a port number/);
    expect(parse).not.toThrow(/hunter2|short-secret/);
  });

  it("says how to get a database and a secret when they are missing", () => {
    expect(() => parseEnv({})).toThrow(/DATABASE_URL: is not set: run `npm start`/);
  });
});
