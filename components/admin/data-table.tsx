import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

const cells =
  "[&_td]:px-3 [&_td]:py-2 [&_td:first-child]:pl-4 [&_td:last-child]:pr-4 [&_th:first-child]:pl-4 [&_th:last-child]:pr-4 sm:[&_td:first-child]:pl-6 sm:[&_td:last-child]:pr-6 sm:[&_th:first-child]:pl-6 sm:[&_th:last-child]:pr-6";
const stackedCells =
  "max-md:block max-md:[&_tbody]:block md:[&_td]:px-3 md:[&_td]:py-2 md:[&_td:first-child]:pl-6 md:[&_td:last-child]:pr-6 md:[&_th:first-child]:pl-6 md:[&_th:last-child]:pr-6";

type Props = {
  label: string;
  columns: string[];
  /** On small screens its rows lay themselves out, and nothing scrolls sideways. */
  stacks?: true;
  children: ReactNode;
};

/** A table that scrolls sideways by itself on small screens, so that the page does not. */
export function DataTable({ label, columns, stacks, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto">
      <table className={classNames("w-full text-left", stacks ? stackedCells : `min-w-max ${cells}`)}>
        <thead className={stacks ? "max-md:sr-only" : undefined}>
          <tr className="border-b text-xs text-ink-3">
            {columns.map((column) => (
              <th key={column} scope="col" className="px-3 py-1.5 font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">{children}</tbody>
      </table>
    </section>
  );
}
