import { DeadEnd } from "@/components/layout/dead-end";
import { layoutWords as words } from "@/components/layout/words";

export default function NotFound() {
  return <DeadEnd code="404" title={words.notFoundTitle} text={words.notFoundText} />;
}
