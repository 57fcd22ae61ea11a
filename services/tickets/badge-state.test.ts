import { describe, expect, it } from "vitest";
import { deliveryStatuses } from "@/db/schema/email";
import { copyBadge, replyBadge } from "./badge-state";

const read = new Date();
const copy = (status: (typeof deliveryStatuses)[number], readAt: Date | null = null) => ({ status, readAt });

describe("a copy's badge", () => {
  it("is Sent once it was sent or delivered, and Read once a person opened it", () => {
    expect(copyBadge(copy("sent"))).toBe("sent");
    expect(copyBadge(copy("delivered"))).toBe("sent");
    expect(copyBadge(copy("sent", read))).toBe("read");
  });

  it("is Read even when a mail server reported a problem: who reads it has it", () => {
    expect(copyBadge(copy("bounced", read))).toBe("read");
    expect(copyBadge(copy("uncertain", read))).toBe("read");
  });

  it("shows a complaint as a problem", () => {
    expect(copyBadge(copy("complained"))).toBe("bounced");
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

  it("has a state for every status a delivery can have", () => {
    for (const status of deliveryStatuses) expect(replyBadge([copy(status)])).toBeTruthy();
  });
});
