import { randomBytes } from "node:crypto";

const trackingIdPattern = /^[A-Za-z0-9_-]{43}$/;

/** A new tracking id: 32 random bytes as base64url, 43 characters. It belongs to one recipient's copy. */
export function createTrackingId(): string {
  return randomBytes(32).toString("base64url");
}

/** Whether a value from outside has the form of a tracking id, so that it is worth a look into the database. */
export function isTrackingId(value: string): boolean {
  return trackingIdPattern.test(value);
}
