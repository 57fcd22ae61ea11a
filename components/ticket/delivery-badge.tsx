"use client";
import { Popover } from "radix-ui";
import { useEffect, useId, useRef, useState } from "react";
import { BadgeLabel, badgeClasses } from "./badge-label";
import type { DeliveryActions } from "./delivery-actions";
import { DeliveryCard } from "./delivery-card";
import type { BadgeState, ReplyEmailView } from "./view-types";
import { cardWords } from "./words";

type Props = {
  badge: BadgeState;
  /** Null while the details are not there yet. */
  email: ReplyEmailView | null;
  unavailable?: boolean;
  onLook?: () => void;
  actions: DeliveryActions;
  className?: string;
};

const openDelayMs = 120;
const closeDelayMs = 180;

/**
 * `✓ Read`, `📧 Sent` and the like. Pointing at it or focusing it opens its card; a click, tap or Enter keeps the card
 * open and moves into it; Escape closes it.
 */
export function DeliveryBadge({ badge, email, unavailable = false, onLook, actions, className }: Props) {
  const [open, setOpen] = useState(false);
  const [pinned, setPinned] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const content = useRef<HTMLDivElement>(null);
  const badgeButton = useRef<HTMLButtonElement>(null);
  const comesBack = useRef(false);
  const storyId = useId();
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);

  function later(next: boolean, delay: number) {
    clearTimeout(timer.current ?? undefined);
    timer.current = setTimeout(() => change(next), delay);
  }
  function change(next: boolean) {
    clearTimeout(timer.current ?? undefined);
    if (next) onLook?.();
    else setPinned(false);
    setOpen(next);
  }
  function press() {
    if (open && pinned) return change(false);
    setPinned(true);
    change(true);
    // Already open by pointing or focus: the keyboard's way into the card.
    requestAnimationFrame(() => content.current?.focus());
  }

  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Anchor asChild>
        <button
          ref={badgeButton}
          type="button"
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-describedby={open ? storyId : undefined}
          className={badgeClasses(badge, className)}
          onPointerEnter={(event) => event.pointerType === "mouse" && later(true, openDelayMs)}
          onPointerLeave={(event) => event.pointerType === "mouse" && !pinned && later(false, closeDelayMs)}
          onFocus={(event) =>
            !comesBack.current && event.currentTarget.matches(":focus-visible") && change(true)
          }
          onBlur={(event) => {
            if (!content.current?.contains(event.relatedTarget) && !pinned) later(false, closeDelayMs);
          }}
          onKeyDown={(event) => event.key === "Escape" && open && change(false)}
          onClick={press}
        >
          <BadgeLabel state={badge} />
        </button>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          ref={content}
          aria-label={cardWords.title}
          sideOffset={6}
          collisionPadding={12}
          align="end"
          // A long story scrolls, by keyboard too.
          tabIndex={0}
          // Pointing at a badge must not take the focus away from where somebody types.
          onOpenAutoFocus={(event) => event.preventDefault()}
          onEscapeKeyDown={(event) => {
            const place = event.target as Element;
            // A form in the card gives itself up first.
            if (place.closest("form")) return event.preventDefault();
            comesBack.current = content.current?.contains(place) ?? false;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // Whoever was in the card comes back to its badge, which does not open it again.
            if (comesBack.current) badgeButton.current?.focus();
            comesBack.current = false;
          }}
          // The badge itself is not "outside": its own handlers decide.
          onInteractOutside={(event) => {
            if (badgeButton.current?.contains(event.target as Node)) event.preventDefault();
          }}
          // Whoever presses something in the card works in it: it does not close under their hands.
          onPointerDown={() => setPinned(true)}
          onPointerEnter={() => clearTimeout(timer.current ?? undefined)}
          onPointerLeave={(event) => event.pointerType === "mouse" && !pinned && later(false, closeDelayMs)}
          className="z-50 max-h-[min(28rem,var(--radix-popover-content-available-height))] w-[min(23rem,calc(100vw-1.5rem))] animate-float overflow-y-auto rounded-lg border border-line-strong bg-raised text-left shadow-float [overflow-wrap:anywhere]"
        >
          <DeliveryCard
            badge={badge}
            email={email}
            unavailable={unavailable}
            storyId={storyId}
            actions={actions}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
