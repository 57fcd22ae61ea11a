"use client";
import { Switch as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

export function Switch({ className, ...rest }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={classNames(
        "relative inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-field bg-sunken transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:cursor-not-allowed disabled:opacity-55",
        className,
      )}
      {...rest}
    >
      <Radix.Thumb className="block size-3.5 translate-x-[2px] rounded-full bg-ink-3 transition-transform data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-on-accent" />
    </Radix.Root>
  );
}
