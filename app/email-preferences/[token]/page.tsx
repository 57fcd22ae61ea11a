import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Button } from "@/components/ui/button";
import { recordedKinds } from "@/services/email-tracking/recorded-kinds";
import { getPreferences, type TrackingPreferences } from "@/services/email-tracking/tracking-preferences";
import { NotFoundError } from "@/services/errors";
import { PreferencesFrame } from "../preferences-frame";
import { preferencesWords as words } from "../words";

// The token in the address must not travel to wherever a reader goes next.
export const metadata: Metadata = { title: words.title, referrer: "no-referrer" };

type Kinds = Awaited<ReturnType<typeof recordedKinds>>;

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<{ asked?: string | string[] }>;
};

/** A recipient's own page: says what is recorded, and takes their choice by a form that needs no script. */
export default async function EmailPreferencesPage({ params, searchParams }: Props) {
  const [{ token }, { asked }] = await Promise.all([params, searchParams]);
  const [preferences, kinds] = await Promise.all([preferencesOf(token), recordedKinds()]);
  return (
    <PreferencesFrame heading={words.heading} text={words.forWhom(preferences.maskedEmail)}>
      <section className="grid gap-4 rounded-lg border border-line-strong bg-surface p-5 text-base">
        <p role="status" className="font-medium">
          {stateOf(preferences, kinds)}
        </p>
        <form method="post" action={`/email-preferences/${token}/choice`} className="flex flex-wrap gap-2">
          {/* Both stay where they are: the second of two quick clicks must not meet the other choice. */}
          <Button
            type="submit"
            name="choice"
            value="opt-out"
            look="primary"
            disabled={preferences.consent === "opted_out"}
          >
            {words.turnOff}
          </Button>
          <Button type="submit" name="choice" value="allow" disabled={preferences.consent === "consented"}>
            {words.allow}
          </Button>
        </form>
        <p className="text-ink-2">{words.effect}</p>
      </section>
      <YourData token={token} maskedEmail={preferences.maskedEmail} asked={Boolean(asked)} />
      <WhatIsRecorded {...preferences} kinds={kinds} />
    </PreferencesFrame>
  );
}

function YourData({ token, maskedEmail, asked }: { token: string; maskedEmail: string; asked: boolean }) {
  return (
    <section className="grid gap-4 rounded-lg border border-line-strong bg-surface p-5 text-base">
      <h2 className="font-semibold">{words.yourData}</h2>
      {asked ? (
        <p role="status" className="rounded-md bg-good-soft px-3 py-2 text-good wrap-anywhere">
          {words.asked(maskedEmail)}
        </p>
      ) : (
        <p className="text-ink-2">{words.yourDataText}</p>
      )}
      <form method="post" action={`/email-preferences/${token}/data`} className="flex flex-wrap gap-2">
        <Button type="submit" name="kind" value="see">
          {words.see}
        </Button>
        <Button type="submit" name="kind" value="erase">
          {words.erase}
        </Button>
      </form>
    </section>
  );
}

/** By the settings in force: what is not recorded of anybody is not said of this recipient. */
function WhatIsRecorded({ ipStorage, retentionDays, kinds }: TrackingPreferences & { kinds: Kinds }) {
  const isAnything = kinds.open || kinds.click;
  return (
    <section className="grid gap-2 px-1 text-base text-ink-2">
      <h2 className="font-semibold text-ink">{words.what}</h2>
      {isAnything ? (
        <ul className="grid list-disc gap-1 pl-5">
          {kinds.open ? <li>{words.opens}</li> : null}
          {kinds.click ? <li>{words.clicks}</li> : null}
          <li>{words.details(ipStorage)}</li>
        </ul>
      ) : (
        <p>{words.nothing}</p>
      )}
      <p>
        {words.cookies} {words.retention(retentionDays)}
      </p>
      {isAnything ? (
        <>
          <h2 className="mt-2 font-semibold text-ink">{words.why}</h2>
          <p>{words.purpose}</p>
        </>
      ) : null}
    </section>
  );
}

function stateOf({ consent, isTracked }: TrackingPreferences, kinds: Kinds): string {
  if (consent === "opted_out") return words.optedOut;
  return isTracked ? words.tracked(kinds) : words.notTracked;
}

async function preferencesOf(token: string): Promise<TrackingPreferences> {
  try {
    return await getPreferences(token);
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
