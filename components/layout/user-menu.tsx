"use client";
import { createAuthClient } from "better-auth/react";
import { Check, ChevronsUpDown, LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import { DropdownMenu as Menu } from "radix-ui";
import { Avatar } from "@/components/ui/avatar";
import { useNotify } from "@/components/ui/toaster";
import { layoutWords as words } from "./words";

const themes = [
  { value: "light", icon: Sun },
  { value: "dark", icon: Moon },
  { value: "system", icon: Monitor },
] as const;

const item =
  "flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm outline-none data-highlighted:bg-hover";

/** Account, theme and sign-out of the signed-in user. */
export function UserMenu({ name, email }: { name: string; email: string }) {
  const { theme, setTheme } = useTheme();
  const notify = useNotify();

  async function signOut() {
    const { error } = await createAuthClient().signOut();
    if (error) return notify.error(words.signOutFailed);
    // A full load: nothing of the session stays in memory.
    window.location.assign("/sign-in");
  }

  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="flex w-full items-center gap-2 rounded-md p-1.5 text-left hover:bg-hover">
        <Avatar name={name} tone="agent" />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{name}</span>
          <span className="block truncate text-xs text-ink-3">{email}</span>
        </span>
        <span className="sr-only">{words.userMenu}</span>
        <ChevronsUpDown aria-hidden className="size-3.5 text-ink-3" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          side="top"
          align="start"
          sideOffset={6}
          className="z-50 w-56 animate-float rounded-lg border border-line-strong bg-raised p-1 shadow-float"
        >
          <Menu.Item asChild className={item}>
            <Link href="/account">
              <UserRound aria-hidden className="size-4 text-ink-3" />
              {words.account}
            </Link>
          </Menu.Item>
          <Menu.Separator className="my-1 h-px bg-line" />
          <Menu.Label className="px-2 py-1 text-xs font-medium text-ink-3">{words.theme}</Menu.Label>
          <Menu.RadioGroup value={theme ?? "system"} onValueChange={setTheme}>
            {themes.map(({ value, icon: Icon }) => (
              <Menu.RadioItem
                key={value}
                value={value}
                className={item}
                onSelect={(event) => event.preventDefault()}
              >
                <Icon aria-hidden className="size-4 text-ink-3" />
                <span className="flex-1">{words.themes[value]}</span>
                <Menu.ItemIndicator>
                  <Check aria-hidden className="size-3.5 text-accent-text" />
                </Menu.ItemIndicator>
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Separator className="my-1 h-px bg-line" />
          <Menu.Item className={item} onSelect={signOut}>
            <LogOut aria-hidden className="size-4 text-ink-3" />
            {words.signOut}
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
