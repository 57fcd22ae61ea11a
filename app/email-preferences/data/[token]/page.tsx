import type { Metadata } from "next";
import { Button } from "@/components/ui/button";
import { NotFoundError } from "@/services/errors";
import { lookAtDataRequest } from "@/services/privacy/redeem-data-request";
import { PreferencesFrame } from "../../preferences-frame";
import { dataWords as words } from "../../words";

// The token in the address must not travel to wherever a reader goes next.
export const metadata: Metadata = {
  title: words.title,
  referrer: "no-referrer",
  robots: { index: false, follow: false },
};

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<{ confirm?: string | string[] }>;
};

/** Where a mailed link leads: a button and nothing else, since scanners look at every link of a mail. */
export default async function DataRequestPage({ params, searchParams }: Props) {
  const [{ token }, { confirm }] = await Promise.all([params, searchParams]);
  const request = await lookAt(token);
  if (!request) return <PreferencesFrame heading={words.usedTitle} text={words.usedText} />;
  const { kind, maskedEmail } = request;
  return (
    <PreferencesFrame heading={words[kind].heading} text={words.about(maskedEmail)}>
      <form
        method="post"
        action={`/email-preferences/data/${token}/confirm`}
        className="grid gap-4 rounded-lg border border-line-strong bg-surface p-5 text-base"
      >
        <p>{words[kind].text}</p>
        {kind === "erase" ? (
          <>
            <p className="text-ink-2">{words.erase.stays}</p>
            <label className="flex items-start gap-2.5">
              <input type="checkbox" name="confirmed" value="yes" required className="mt-1 size-4 shrink-0" />
              {words.erase.sure}
            </label>
            {confirm ? (
              <p role="alert" className="text-bad">
                {words.erase.tick}
              </p>
            ) : null}
          </>
        ) : null}
        <Button
          type="submit"
          look={kind === "erase" ? "danger" : "primary"}
          className="h-10 justify-self-start px-4"
        >
          {words[kind].button}
        </Button>
      </form>
      <p className="px-1 text-base text-ink-2">{words.once}</p>
    </PreferencesFrame>
  );
}

async function lookAt(token: string) {
  try {
    return await lookAtDataRequest(token);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
