import { classNames } from "./class-names";

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames("block animate-breathe rounded-md bg-hover", className)} />;
}
