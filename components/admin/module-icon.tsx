import { Plug } from "lucide-react";

/** A module's emoji. The bar chart is drawn, so that it also shows where no emoji font is installed. */
export function ModuleIcon({ icon }: { icon: string }) {
  const chart = icon === "📊";
  return (
    <span className="relative inline-flex size-9 shrink-0 items-center justify-center overflow-hidden rounded-md border bg-sunken text-lg">
      {chart ? (
        <>
          <span className="absolute inset-0 overflow-hidden opacity-0">{icon}</span>
          <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5">
            <rect x="2" y="8" width="4" height="10" rx="1" fill="#2f9e5b" />
            <rect x="8" y="2" width="4" height="16" rx="1" fill="#d64545" />
            <rect x="14" y="5" width="4" height="13" rx="1" fill="#3b74d9" />
          </svg>
        </>
      ) : icon ? (
        <span>{icon}</span>
      ) : (
        <Plug aria-hidden className="size-4 text-ink-3" />
      )}
    </span>
  );
}
