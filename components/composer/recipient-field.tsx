"use client";
import { X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import type { Address } from "@/components/ticket/view-types";
import { classNames } from "@/components/ui/class-names";
import { endsInQuotes, isEmailAddress, parseAddresses } from "./email-address";
import { composerWords as words } from "./words";

type Props = {
  label: string;
  addresses: Address[];
  onChange: (addresses: Address[]) => void;
  /** Typed but not yet an address: the composer must not send past it. */
  onPending: (pending: boolean) => void;
};

/** Addresses as chips. Enter, comma, Tab or leaving the field takes what was typed; Backspace removes the last. */
export function RecipientField({ label, addresses, onChange, onPending }: Props) {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);

  function type(text: string) {
    setTyped(text);
    setWrong(null);
    onPending(text.trim() !== "");
  }
  function take(text: string) {
    const parsed = parseAddresses(text);
    const bad = parsed.find(({ email }) => !isEmailAddress(email));
    if (bad) {
      setWrong(bad.email);
      return false;
    }
    const known = new Set(addresses.map(({ email }) => email.toLowerCase()));
    const fresh = parsed.filter(
      ({ email }) => !known.has(email.toLowerCase()) && known.add(email.toLowerCase()),
    );
    if (fresh.length > 0) onChange([...addresses, ...fresh]);
    type("");
    return true;
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const isSeparator = (event.key === "," || event.key === ";") && !endsInQuotes(typed);
    if (isSeparator || (event.key === "Enter" && !event.ctrlKey && !event.metaKey)) {
      event.preventDefault();
      if (typed.trim()) take(typed);
    } else if (event.key === "Backspace" && !typed && !event.repeat && addresses.length > 0) {
      // Held down it has cleared what was typed, and was meant for no more.
      onChange(addresses.slice(0, -1));
    }
  }
  function onPaste(event: ClipboardEvent<HTMLInputElement>) {
    const text = event.clipboardData.getData("text");
    if (/[,;\n<]/.test(text) && take(text)) event.preventDefault();
  }

  return (
    <div className="flex items-start gap-2 px-3">
      <label htmlFor={id} className="w-7 shrink-0 py-1.5 text-xs leading-5 text-ink-3">
        {label}
      </label>
      <div className="min-w-0 flex-1">
        <ul className="flex flex-wrap items-center gap-1 py-1">
          {addresses.map(({ email, name }) => (
            <li
              key={email}
              title={email}
              className="inline-flex h-6 max-w-[calc(100%-1.75rem)] items-center gap-0.5 rounded-full border border-line-strong bg-surface pl-2 text-xs"
            >
              <span className="truncate">{name ? `${name} <${email}>` : email}</span>
              <button
                type="button"
                aria-label={words.removeRecipient(name ?? email)}
                onClick={() => {
                  onChange(addresses.filter((other) => other.email !== email));
                  // This button goes with its address.
                  input.current?.focus();
                }}
                className="inline-flex size-6 shrink-0 items-center justify-center rounded-full text-ink-3 hover:text-ink"
              >
                <X aria-hidden className="size-3" />
              </button>
            </li>
          ))}
          <li className="min-w-6 flex-1">
            <input
              ref={input}
              id={id}
              type="text"
              inputMode="email"
              autoComplete="off"
              value={typed}
              onChange={(event) => type(event.target.value)}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
              onBlur={() => typed.trim() && take(typed)}
              aria-label={words.addRecipient(label)}
              aria-invalid={wrong !== null}
              aria-describedby={wrong ? `${id}-wrong` : undefined}
              className={classNames("h-6 w-full rounded-sm bg-transparent px-1 text-xs", wrong && "text-bad")}
            />
          </li>
        </ul>
        {wrong ? (
          <p id={`${id}-wrong`} role="alert" className="pb-1 text-xs text-bad">
            {words.notAnAddress(wrong)}
          </p>
        ) : null}
      </div>
    </div>
  );
}
