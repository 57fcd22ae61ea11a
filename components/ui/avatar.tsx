import { classNames } from "./class-names";

function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N}\s@.-]/gu, "")
    .split(/[\s.@-]+/)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return (
    letters
      .map((word) => Array.from(word ?? "")[0] ?? "")
      .join("")
      .toUpperCase() || "?"
  );
}

type Props = { name: string; tone?: "agent" | "contact" | "plain"; className?: string };

/** Decoration beside a name that is written out. */
export function Avatar({ name, tone = "plain", className }: Props) {
  return (
    <span
      aria-hidden
      className={classNames(
        "inline-flex size-7 shrink-0 items-center justify-center rounded-full text-xs font-semibold",
        tone === "agent" && "bg-accent text-on-accent",
        tone === "contact" && "bg-hover text-ink-2 ring-1 ring-line-strong ring-inset",
        tone === "plain" && "bg-hover text-ink-2",
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}
