"use client";
import { Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useState, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { doctorWords } from "./doctor-words";

const words = doctorWords.testMail;

type Props = {
  /** Filled in: the admin's own address. */
  ownAddress: string;
  send: (input: { address: string }) => Promise<ActionResult<{ id: number }>>;
};

/** Sends a mail and goes to the page that shows what becomes of it. */
export function DoctorTestMail({ ownAddress, send }: Props) {
  const [address, setAddress] = useState(ownAddress);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const router = useRouter();
  const titleId = useId();
  function submit() {
    setProblem(null);
    startTransition(async () => {
      const result = await send({ address });
      if (result.ok) router.push(`/admin/doctor/test-mail/${result.data.id}`);
      else setProblem(result.error.message);
    });
  }
  return (
    <section aria-labelledby={titleId} className="border-t px-4 py-5 sm:px-6">
      <form
        className="grid max-w-md gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        noValidate
      >
        <h2 id={titleId} className="text-base font-semibold">
          {words.title}
        </h2>
        <p className="text-ink-2">{words.intro}</p>
        <Field label={words.address} help={words.addressHelp} error={problem}>
          {(ids) => (
            <Input
              {...ids}
              type="email"
              value={address}
              autoComplete="email"
              onChange={({ target }) => setAddress(target.value)}
            />
          )}
        </Field>
        <Button type="submit" disabled={pending} className="justify-self-start">
          <Send aria-hidden className="size-3.5" />
          {pending ? words.sending : words.send}
        </Button>
      </form>
    </section>
  );
}
