import { notFound } from "next/navigation";

/** Where a mail to somebody without a preferences token leads. */
export default function NoPreferences() {
  notFound();
}
