import type { LucideIcon } from "lucide-react";

/**
 * A sign that belongs to a text, such as the 📧 of "📧 Sent": drawn as an icon, so that it looks the same with and
 * without an emoji font, while copies, searches and screen readers get the character.
 */
export function Glyph({
  sign,
  icon: Icon,
  className,
}: {
  sign: string;
  icon: LucideIcon;
  className?: string;
}) {
  return (
    <span className="relative inline-flex size-3.5 shrink-0 items-center justify-center overflow-hidden">
      <span className="absolute inset-0 overflow-hidden opacity-0">{sign}</span>
      <Icon aria-hidden className={className ?? "size-3.5"} />
    </span>
  );
}
