import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { pathId } from "@/app/path-id";
import { findTicket } from "@/services/tickets/list-tickets";

type Props = { params: Promise<{ id: string }>; children: ReactNode };

/** Decides before anything of the page streams whether there is such a ticket, so that the answer is a real 404. */
export default async function TicketLayout({ params, children }: Props) {
  const { id } = await params;
  if (!(await findTicket(pathId(id)))) notFound();
  return children;
}
