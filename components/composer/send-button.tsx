"use client";
import { CalendarClock, ChevronDown, CircleCheckBig, CircleX, Clock, Send } from "lucide-react";
import { DropdownMenu as Menu } from "radix-ui";
import { useState } from "react";
import type { TicketStatus } from "@/components/ticket/view-types";
import { Button } from "@/components/ui/button";
import { dayAndTime } from "@/components/ui/format-time";
import { MenuContent, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { SendLaterDialog } from "./send-later-dialog";
import { type SendTime, sendTimes } from "./send-times";
import { composerWords as words } from "./words";

export type SendOptions = {
  /** When it is to leave; left out: now. */
  at?: Date;
  /** What the ticket becomes. */
  status?: TicketStatus;
};

type Props = { pending: boolean; send: (options: SendOptions) => void };

/** Send, and beside it the other ways to: with another status, or later. */
export function SendButton({ pending, send }: Props) {
  const [times, setTimes] = useState<SendTime[]>([]);
  const [choosing, setChoosing] = useState(false);
  return (
    <div className="flex">
      <Button
        look="primary"
        onClick={() => send({})}
        disabled={pending}
        title={words.sendHint}
        className="rounded-r-none"
      >
        <Send aria-hidden className="size-3.5" />
        {pending ? words.sending : words.send}
      </Button>
      {/* The times are as of the opening: a page may stand open for days. */}
      <Menu.Root modal={false} onOpenChange={(open) => open && setTimes(sendTimes(new Date()))}>
        <Menu.Trigger asChild>
          <Button
            look="primary"
            size="icon"
            disabled={pending}
            aria-label={words.moreWays}
            className="ml-px w-7 rounded-l-none"
          >
            <ChevronDown aria-hidden className="size-3.5" />
          </Button>
        </Menu.Trigger>
        <MenuContent align="end" side="top">
          <MenuItem onSelect={() => send({ status: "solved" })}>
            <CircleCheckBig aria-hidden className="size-4 text-ink-3" />
            {words.sendAndSolve}
          </MenuItem>
          <MenuItem onSelect={() => send({ status: "closed" })}>
            <CircleX aria-hidden className="size-4 text-ink-3" />
            {words.sendAndClose}
          </MenuItem>
          <MenuSeparator />
          <MenuLabel>{words.sendLater}</MenuLabel>
          {times.map(({ name, at }) => (
            <MenuItem key={name} onSelect={() => send({ at })}>
              <Clock aria-hidden className="size-4 text-ink-3" />
              <span className="flex-1">{words.times[name]}</span>
              <span className="pl-4 text-xs text-ink-3 tabular-nums">{dayAndTime(at, new Date())}</span>
            </MenuItem>
          ))}
          <MenuItem onSelect={() => setChoosing(true)}>
            <CalendarClock aria-hidden className="size-4 text-ink-3" />
            {words.chooseTime}
          </MenuItem>
        </MenuContent>
      </Menu.Root>
      <SendLaterDialog
        open={choosing}
        onOpenChange={setChoosing}
        onChoose={(at) => {
          setChoosing(false);
          send({ at });
        }}
      />
    </div>
  );
}
