import { SearchX } from "lucide-react";
import Link from "next/link";
import { layoutWords as words } from "@/components/layout/words";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function TicketNotFound() {
  return (
    <EmptyState
      isPage
      icon={SearchX}
      title={words.notFoundTitle}
      action={
        <Button asChild look="primary">
          <Link href="/tickets">{words.toTickets}</Link>
        </Button>
      }
    >
      {words.notFoundText}
    </EmptyState>
  );
}
