"use client";
import { Check, ChevronsUpDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { styleNonce } from "./style-nonce";

export type Option<Value extends string = string> = { value: Value; label: string; icon?: ReactNode };

type Props<Value extends string> = {
  value: Value;
  options: Option<Value>[];
  onChange: (value: Value) => void;
  disabled?: boolean;
  className?: string;
  id?: string;
  /** Without a border until it is pointed at: for values that are read more often than changed. */
  quiet?: boolean;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
};

export function Select<Value extends string>({
  value,
  options,
  onChange,
  disabled,
  className,
  quiet,
  ...rest
}: Props<Value>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as Value)} disabled={disabled}>
      <Radix.Trigger
        {...rest}
        className={classNames(
          "inline-flex h-8 w-full min-w-0 items-center justify-between gap-2 rounded-md border border-field bg-surface px-2.5 text-left text-sm hover:bg-hover disabled:opacity-60",
          quiet && "border-transparent bg-transparent px-2",
          className,
        )}
      >
        <span className="min-w-0 truncate">
          {/* Given and not looked up, so that the server draws it too. */}
          <Radix.Value>
            {chosen ? (
              <span className="inline-flex items-center gap-2">
                {chosen.icon}
                {chosen.label}
              </span>
            ) : null}
          </Radix.Value>
        </span>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-[min(20rem,var(--radix-select-content-available-height))] min-w-[max(10rem,var(--radix-select-trigger-width))] animate-float overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float"
        >
          <Radix.Viewport nonce={styleNonce()} className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex h-8 cursor-default items-center justify-between gap-3 rounded-md px-2 text-sm outline-none data-highlighted:bg-hover"
              >
                <Radix.ItemText>
                  <span className="inline-flex items-center gap-2">
                    {option.icon}
                    {option.label}
                  </span>
                </Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check aria-hidden className="size-3.5 text-accent-text" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
