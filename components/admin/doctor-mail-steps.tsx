import { CircleCheck, CircleDashed, CircleHelp, CircleX } from "lucide-react";
import { classNames } from "@/components/ui/class-names";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Wire } from "@/components/wire";
import type { TestMail } from "@/services/doctor/get-test-mail";
import { testMailWords as words } from "./doctor-words";

const looks = {
  done: { icon: CircleCheck, tone: "text-good" },
  waiting: { icon: CircleDashed, tone: "text-ink-3" },
  failed: { icon: CircleX, tone: "text-bad" },
  unknown: { icon: CircleHelp, tone: "text-warn" },
} as const;

/** What a test mail has gone through, and what it still waits for. Steps that come in are read out. */
export function DoctorMailSteps({ mail, now }: { mail: Wire<TestMail>; now: string }) {
  return (
    <ol aria-live="polite" className="m-4 max-w-2xl divide-y rounded-lg border sm:mx-6">
      {mail.steps.map(({ name, state, at, detail }) => {
        const { icon: Icon, tone } = looks[state];
        return (
          <li key={name} className="flex gap-2.5 px-3 py-2.5">
            <Icon aria-hidden className={classNames("mt-0.5 size-4 shrink-0", tone)} />
            <div className="min-w-0">
              <p className="font-medium">
                {words.steps[name]}{" "}
                <span className={classNames("font-normal", tone)}>{words.states[state]}</span>
                {at ? (
                  <span className="font-normal text-ink-3">
                    {" "}
                    · <TimeAgo at={at} now={now} />
                  </span>
                ) : null}
              </p>
              {detail ? <p className="text-ink-2 [overflow-wrap:anywhere]">{detail}</p> : null}
              {state === "waiting" && words.hints[name] ? (
                <p className="text-ink-2">{words.hints[name]}</p>
              ) : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
