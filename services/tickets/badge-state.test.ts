import { describe, expect, it } from "vitest";
import { deliveryStatuses } from "@/db/schema/email";
import { copyBadge, replyBadge } from "./badge-state";

const read = new Date();
const copy = (status: (typeof deliveryStatuses)[number], readAt: Date | null = null) => ({ status, readAt });

describe("a copy's badge", () => {
  it("is Sent, then Delivered when their server said so, and Read once a person opened it", () => {
    expect(copyBadge(copy("sent"))).toBe("sent");
    expect(copyBadge(copy("delivered"))).toBe("delivered");
    expect(copyBadge(copy("sent", read))).toBe("read");
    expect(copyBadge(copy("delivered", read))).toBe("read");
  });

  it("is Read even when a mail server reported a problem: who reads it has it", () => {
    expect(copyBadge(copy("bounced", read))).toBe("read");
    expect(copyBadge(copy("uncertain", read))).toBe("read");
  });

  it("shows a complaint as a problem, of a mail that was read too", () => {
    expect(copyBadge(copy("complained"))).toBe("complained");
    expect(copyBadge(copy("complained", read))).toBe("complained");
  });
});

describe("a reply's badge", () => {
  it("is Read when one of several was read", () => {
    expect(replyBadge([copy("sent"), copy("sent", read)])).toBe("read");
  });

  it("shows a copy that failed although another was read", () => {
    expect(replyBadge([copy("failed"), copy("sent", read)])).toBe("failed");
    expect(replyBadge([copy("sent", read), copy("bounced")])).toBe("bounced");
  });

  it("is Sending while any copy is on its way and none was read", () => {
    expect(replyBadge([copy("sent"), copy("sending")])).toBe("sending");
    expect(replyBadge([copy("queued"), copy("sent")])).toBe("queued");
  });

  it("is Delivered only when every copy was", () => {
    expect(replyBadge([copy("delivered"), copy("sent")])).toBe("sent");
    expect(replyBadge([copy("delivered"), copy("delivered")])).toBe("delivered");
    expect(replyBadge([copy("delivered"), copy("complained")])).toBe("complained");
  });

  it("has a state for every status a delivery can have", () => {
    for (const status of deliveryStatuses) expect(replyBadge([copy(status)])).toBeTruthy();
  });
});
