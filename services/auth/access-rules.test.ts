import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Access, accessFor, accessRules, ruleFor } from "./access-rules";

/**
 * Every page and route handler with who may ask for it, written out by hand. A new one fails here until somebody has
 * decided: add it with what it should be, and to the access rules unless the rule of its section is the right one.
 */
const expected: Record<string, Access> = {
  "/": "user",
  "/account": "user",
  "/account/password": "user",
  "/admin": "admin",
  "/admin/api-keys": "admin",
  "/admin/audit-log": "admin",
  "/admin/audit-log/export": "admin",
  "/admin/contacts": "admin",
  "/admin/contacts/[id]": "admin",
  "/admin/contacts/[id]/export": "admin",
  "/admin/doctor": "admin",
  "/admin/doctor/test-mail/[id]": "admin",
  "/admin/integration-modules": "admin",
  "/admin/integration-modules/plausible": "admin",
  "/admin/users": "admin",
  "/api/attachment-images/[token]": "public",
  "/api/attachments": "user",
  "/api/attachments/[id]": "user",
  "/api/auth/[...all]": "public",
  "/api/doctor": "admin",
  "/api/email-tracking/click": "public",
  "/api/email-tracking/doctor": "public",
  "/api/email-tracking/pixel/[file]": "public",
  "/api/email-tracking/status/[trackingId]": "public",
  "/api/health": "public",
  "/api/health/live": "public",
  "/api/inbound/email": "public",
  "/api/live": "user",
  "/api/metrics": "public",
  "/api/openapi.json": "public",
  "/api/tickets/[id]/email-state": "user",
  "/api/v1/[[...path]]": "api-key",
  "/api/v1/api-keys": "admin-api-key",
  "/api/v1/api-keys/[id]": "admin-api-key",
  "/api/v1/audit-log": "admin-api-key",
  "/api/v1/audit-log/export": "admin-api-key",
  "/api/v1/contacts": "admin-api-key",
  "/api/v1/contacts/[id]": "admin-api-key",
  "/api/v1/contacts/[id]/erase": "admin-api-key",
  "/api/v1/contacts/[id]/export": "admin-api-key",
  "/api/v1/doctor": "admin-api-key",
  "/api/v1/email-tracking/[tracking_id]": "api-key",
  "/api/v1/emails": "api-key",
  "/api/v1/integration-modules": "admin-api-key",
  "/api/v1/integration-modules/[slug]": "admin-api-key",
  "/api/v1/tickets": "api-key",
  "/api/v1/tickets/[id]": "api-key",
  "/api/v1/tickets/[id]/attachments/[attachment_id]": "api-key",
  "/api/v1/tickets/[id]/replies": "api-key",
  "/api/v1/users": "admin-api-key",
  "/api/webhooks/resend": "public",
  "/email-preferences": "public",
  "/email-preferences/[token]": "public",
  "/email-preferences/[token]/choice": "public",
  "/email-preferences/[token]/data": "public",
  "/email-preferences/data/[token]": "public",
  "/email-preferences/data/[token]/confirm": "public",
  "/email-preferences/data/done": "public",
  "/email-preferences/data/view/[key]": "public",
  "/email-preferences/data/view/[key]/download": "public",
  "/forbidden": "public",
  "/mail-problems": "user",
  "/mail-problems/inbound/[id]/raw": "user",
  "/sign-in": "public",
  "/tickets": "user",
  "/tickets/[id]": "user",
  "/tickets/[id]/attachments/[attachmentId]": "user",
  "/tickets/[id]/replies/[replyId]/body": "user",
  "/tickets/new": "user",
};

/** The path that a file under `app` answers: groups such as `(list)` are no part of it. */
const paths = readdirSync("app", { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
  .map((file) => {
    const segments = file.split("/").slice(0, -1);
    return `/${segments.filter((segment) => !/^\(.*\)$/.test(segment)).join("/")}`;
  })
  .sort();

describe("the access rules", () => {
  it("are asked about files that exist", () => {
    expect(paths.length).toBeGreaterThan(30);
  });

  it.each(paths)("%s has a rule by name", (path) => {
    expect(ruleFor(path)).not.toBeNull();
  });

  it.each(paths)("%s is for whom it was decided to be for", (path) => {
    expect(
      expected[path],
      `${path} is new: decide who may ask for it, in the table of this test`,
    ).toBeDefined();
    expect(accessFor(path)).toBe(expected[path]);
  });

  it("decide about no page that is gone", () => {
    expect(Object.keys(expected).filter((path) => !paths.includes(path))).toEqual([]);
  });

  it("hold for everything below a path, and for nothing that only begins with the same letters", () => {
    expect(accessFor("/admin/users/1/anything")).toBe("admin");
    expect(accessFor("/api/v1/users/1")).toBe("admin-api-key");
    expect(accessFor("/api/v1/usersx")).toBe("api-key");
    expect(accessFor("/sign-in-as-admin")).toBe("user");
    expect(accessFor("/api/healthy")).toBe("user");
  });

  it("are not led astray by slashes that are doubled or trail", () => {
    expect(accessFor("//admin//users/")).toBe("admin");
    expect(accessFor("/api/v1//users")).toBe("admin-api-key");
  });

  it("let nobody in by default", () => {
    expect(accessFor("/new-page")).toBe("user");
    expect(accessFor("/constructor")).toBe("user");
    expect(ruleFor("/new-page")).toBeNull();
    expect(Object.values(accessRules)).not.toContain(undefined);
  });
});
