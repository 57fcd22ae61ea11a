import { CopyButton } from "@/components/ui/copy-button";

/** A secret that is never shown again. */
export function ShownOnce({ label, value, copy }: { label: string; value: string; copy: string }) {
  return (
    <div className="grid gap-2 px-5 py-4">
      <p className="font-medium">{label}</p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 select-all rounded-md border bg-sunken px-2.5 py-1.5 font-mono text-sm [overflow-wrap:anywhere]">
          {value}
        </code>
        <CopyButton value={value} label={copy} />
      </div>
    </div>
  );
}
