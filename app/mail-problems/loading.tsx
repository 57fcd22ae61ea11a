import { Skeleton } from "@/components/ui/skeleton";

const rows = ["a", "b", "c", "d"];

export default function Loading() {
  return (
    <div role="status" aria-label="Loading">
      <div className="flex h-18 items-center border-b px-4 sm:px-6">
        <Skeleton className="h-6 w-40" />
      </div>
      <div className="grid max-w-4xl gap-3 px-4 py-5 sm:px-6">
        <Skeleton className="h-5 w-36" />
        {rows.map((row) => (
          <Skeleton key={row} className="h-24" />
        ))}
      </div>
    </div>
  );
}
