import type { DemoTicket } from "./ticket";
import { nightlyDropouts } from "./ticket-nightly-dropouts";
import { accessTickets } from "./tickets-access";
import { billingTickets } from "./tickets-billing";
import { cloudTickets } from "./tickets-cloud";
import { hardwareTickets } from "./tickets-hardware";
import { orderTickets } from "./tickets-orders";

export const demoTickets: DemoTicket[] = [
  ...cloudTickets,
  ...accessTickets,
  ...billingTickets,
  ...hardwareTickets,
  ...orderTickets,
  nightlyDropouts,
];
