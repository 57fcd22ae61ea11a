import { Skeleton } from "@/components/ui/skeleton";

const rows = ["a", "b", "c", "d", "e"];

export default function Loading() {
  return (
    <div role="status" aria-label="Loading">
      <div className="flex h-16 items-center border-b px-4 sm:px-6">
        <Skeleton className="h-5 w-40" />
      </div>
      {rows.map((row) => (
        <div key={row} className="flex h-14 items-center gap-3 border-b px-4 sm:px-6">
          <Skeleton className="size-8" />
          <Skeleton className="h-4 w-1/2 max-w-72" />
        </div>
      ))}
    </div>
  );
}
