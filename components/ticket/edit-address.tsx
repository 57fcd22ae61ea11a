"use client";
import { Send } from "lucide-react";
import { type FormEvent, useState } from "react";
import { isEmailAddress } from "@/components/composer/email-address";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { problemWords as words } from "./delivery-words";

type Props = {
  /** The one that failed. */
  email: string;
  pending: boolean;
  onSend: (email: string) => void;
  onCancel: () => void;
};

/** Another address for a copy that did not arrive. Escape gives up. */
export function EditAddress({ email, pending, onSend, onCancel }: Props) {
  const [address, setAddress] = useState(email);
  const [error, setError] = useState<string | null>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = address.trim();
    if (!isEmailAddress(wanted)) return setError(words.notAnAddress);
    if (wanted.toLowerCase() === email.toLowerCase()) return setError(words.sameAddress);
    onSend(wanted);
  }

  return (
    <form
      onSubmit={submit}
      noValidate
      className="grid gap-2 rounded-md border bg-sunken p-2.5 text-sm"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // Only the form, not the card around it.
        event.stopPropagation();
        event.preventDefault();
        onCancel();
      }}
    >
      <Field label={words.address} error={error}>
        {(ids) => (
          <Input
            {...ids}
            type="email"
            autoComplete="off"
            spellCheck={false}
            // The form appears in place of the button that was pressed.
            autoFocus
            value={address}
            onChange={(event) => {
              setAddress(event.target.value);
              setError(null);
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-1.5">
        <Button type="submit" size="sm" look="primary" disabled={pending}>
          <Send aria-hidden className="size-3.5" />
          {pending ? words.working : words.sendThere}
        </Button>
        <Button size="sm" onClick={onCancel}>
          {words.cancelEdit}
        </Button>
      </div>
    </form>
  );
}
