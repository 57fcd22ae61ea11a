import { PreferencesFrame } from "./preferences-frame";
import { preferencesWords as words } from "./words";

/** For a link whose token nobody has: says what to do, and leads nowhere in the portal. */
export default function LinkUnknown() {
  return <PreferencesFrame heading={words.unknownTitle} text={words.unknownText} />;
}
