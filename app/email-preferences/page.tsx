import type { Metadata } from "next";
import { LinkUnknown } from "./link-unknown";
import { preferencesWords as words } from "./words";

export const metadata: Metadata = { title: words.title, referrer: "no-referrer" };

/** Where a mail to somebody without a preferences token leads. */
export default LinkUnknown;
