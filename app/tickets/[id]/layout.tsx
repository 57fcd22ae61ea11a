import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { findTicket } from "@/services/tickets/list-tickets";

type Props = { params: Promise<{ id: string }>; children: ReactNode };

/** Decides before anything of the page streams whether there is such a ticket, so that the answer is a real 404. */
export default async function TicketLayout({ params, children }: Props) {
  const { id } = await params;
  if (!/^[1-9]\d{0,14}$/.test(id) || !(await findTicket(Number(id)))) notFound();
  return children;
}
