import { CircleAlert, CircleCheck, CircleDashed, CircleX, RotateCw } from "lucide-react";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import type { ListedCheck } from "./doctor-panel";
import { doctorWords as words } from "./doctor-words";
import type { ShownResult } from "./use-doctor";

type Props = {
  check: ListedCheck;
  /** Null until it was run. */
  result: ShownResult | null;
  isRunning: boolean;
  runAgain: () => void;
};

const looks = {
  green: { icon: CircleCheck, tone: "text-good", label: "border-good-line bg-good-soft text-good" },
  amber: { icon: CircleAlert, tone: "text-warn", label: "border-warn-line bg-warn-soft text-warn" },
  red: { icon: CircleX, tone: "text-bad", label: "border-bad-line bg-bad-soft text-bad" },
} as const;
const unknown = { icon: CircleDashed, tone: "text-ink-3", label: "border-line-strong bg-sunken text-ink-2" };

/** One check: what was found; of what is not as it should be also why it matters and how to mend it. */
export function DoctorCheckRow({ check, result, isRunning, runAgain }: Props) {
  const titleId = useId();
  const isKnown = result !== null && !result.waitsFor;
  const { icon: Icon, tone, label } = isKnown ? looks[result.status] : unknown;
  return (
    <li
      aria-labelledby={titleId}
      aria-busy={isRunning}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2.5 px-3 py-2.5"
    >
      <Icon aria-hidden className={classNames("mt-0.5 size-4 shrink-0", tone)} />
      <div className="grid min-w-0 gap-1">
        <h3 id={titleId} className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {check.title}
          <span className={classNames("rounded-full border px-2 text-xs font-medium", label)}>
            {wordFor(result, isRunning)}
          </span>
        </h3>
        {result ? <p className="max-w-prose text-ink-2 [overflow-wrap:anywhere]">{result.found}</p> : null}
        {result && result.status !== "green" ? (
          <dl className="grid max-w-prose gap-1">
            {isKnown ? <Explained term={words.why}>{check.why}</Explained> : null}
            {result.mend ? <Explained term={words.mend}>{result.mend}</Explained> : null}
          </dl>
        ) : null}
      </div>
      <Button
        size="sm"
        look="ghost"
        onClick={runAgain}
        disabled={isRunning}
        aria-label={words.runAgainOf(check.title)}
      >
        <RotateCw aria-hidden className={classNames("size-3.5", isRunning && "motion-safe:animate-spin")} />
        <span className="max-sm:hidden">{words.runAgain}</span>
      </Button>
    </li>
  );
}

function wordFor(result: ShownResult | null, isRunning: boolean): string {
  if (!result) return isRunning ? words.running : words.waiting;
  return result.waitsFor ? words.unknown : words.status[result.status];
}

function Explained({ term, children }: { term: string; children: string }) {
  return (
    <div>
      <dt className="inline font-medium">{term}: </dt>
      <dd className="inline text-ink-2 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
