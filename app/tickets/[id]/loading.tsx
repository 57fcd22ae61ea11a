import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div role="status" aria-label="Loading" className="flex">
      <div className="min-w-0 flex-1">
        <div className="flex h-12 items-center border-b px-4">
          <Skeleton className="h-5 w-2/3 max-w-80" />
        </div>
        <div className="mx-auto grid max-w-3xl gap-3 px-3 py-4 sm:px-6">
          <Skeleton className="mr-12 h-28" />
          <Skeleton className="ml-12 h-36" />
          <Skeleton className="mr-12 h-24" />
        </div>
      </div>
      <div className="hidden h-dvh w-68 border-l p-4 lg:block">
        <Skeleton className="h-10" />
      </div>
    </div>
  );
}
