import { Skeleton } from "@/components/ui/skeleton";

const rows = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

export default function Loading() {
  return (
    <div role="status" aria-label="Loading">
      <div className="flex h-13 items-center border-b px-4 sm:px-6">
        <Skeleton className="h-5 w-24" />
      </div>
      <div className="flex h-12 items-center gap-2 border-b px-4 sm:px-6">
        <Skeleton className="h-8 w-72" />
        <Skeleton className="h-8 w-32" />
      </div>
      {rows.map((row) => (
        <div key={row} className="grid h-14 content-center gap-1.5 border-b px-4 sm:px-6">
          <Skeleton className="h-4 w-2/3 max-w-md" />
          <Skeleton className="h-3 w-1/3 max-w-56" />
        </div>
      ))}
    </div>
  );
}
