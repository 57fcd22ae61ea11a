import type { Role } from "@/db/schema/auth";
import type { TrackingConsent } from "@/db/schema/tickets";

/** The company whose desk this is: temperature loggers, gateways and the cloud they report to. */
export const desk = {
  name: "Larkfield Instruments",
  email: "support@larkfield.example",
  domain: "larkfield.example",
};

export interface DemoAgent {
  name: string;
  role: Role;
  title: string;
}

export const agents = {
  maya: { name: "Maya Lindqvist", role: "admin", title: "Head of Support" },
  devon: { name: "Devon Okafor", role: "admin", title: "Support Operations" },
  tomas: { name: "Tomás Herrera", role: "agent", title: "Integrations Engineer" },
  priya: { name: "Priya Raman", role: "agent", title: "Cloud Support" },
  joost: { name: "Joost van Dijk", role: "agent", title: "Hardware Support" },
  aiko: { name: "Aiko Tanabe", role: "agent", title: "Customer Support, Asia-Pacific" },
  claire: { name: "Claire Fournier", role: "agent", title: "Billing" },
  samir: { name: "Samir Haddad", role: "agent", title: "Hardware Support" },
  nora: { name: "Nora Kowalczyk", role: "agent", title: "Cloud Support" },
  ben: { name: "Ben Whitaker", role: "agent", title: "Orders and Returns" },
  lucia: { name: "Lucia Moretti", role: "agent", title: "Onboarding" },
  henrik: { name: "Henrik Sørensen", role: "agent", title: "Privacy and Security" },
} satisfies Record<string, DemoAgent>;
export type AgentKey = keyof typeof agents;
export const agentKeys = Object.keys(agents) as AgentKey[];

export interface DemoContact {
  name: string;
  email: string;
  consent: TrackingConsent;
  consentSource?: string;
  /** How long ago the consent was given or refused; for the others it came with the first contact. */
  consentAgo?: string;
  country: string;
  /** Where the contact reads mail from, truncated as the portal stores it (documentation ranges only). */
  network: string;
}

const inShop = "Ticked at checkout in the web shop";

export const contacts = {
  ines: {
    name: "Inês Carvalho",
    email: "ines.carvalho@clinica-aurora.example",
    consent: "consented",
    consentSource: inShop,
    country: "PT",
    network: "203.0.113.0",
  },
  hugo: {
    name: "Hugo Mendes",
    email: "hugo.mendes@clinica-aurora.example",
    consent: "unknown",
    country: "PT",
    network: "203.0.113.0",
  },
  rob: {
    name: "Rob Tillman",
    email: "rob@tillmanfoods.example",
    consent: "unknown",
    country: "US",
    network: "198.51.100.0",
  },
  tillman: {
    name: "Tillman Foods Accounts Payable",
    email: "accounts@tillmanfoods.example",
    consent: "unknown",
    country: "US",
    network: "198.51.100.0",
  },
  keiko: {
    name: "Keiko Mori",
    email: "k.mori@harbor-aquarium.example",
    consent: "consented",
    consentSource: "Written agreement, order LF-19544",
    country: "JP",
    network: "2001:db8:41::",
  },
  stefan: {
    name: "Stefan Brandt",
    email: "s.brandt@brandt-logistik.example",
    consent: "opted_out",
    consentSource: "Tracking preferences page",
    consentAgo: "180d",
    country: "DE",
    network: "203.0.113.0",
  },
  amelie: {
    name: "Amélie Roche",
    email: "amelie.roche@musee-des-quais.example",
    consent: "consented",
    consentSource: inShop,
    country: "FR",
    network: "2001:db8:7c0::",
  },
  leo: {
    name: "Léo Garnier",
    email: "leo.garnier@musee-des-quais.example",
    consent: "unknown",
    country: "FR",
    network: "2001:db8:7c0::",
  },
  seun: {
    name: "Oluwaseun Adeyemi",
    email: "seun@greencrate.example",
    consent: "unknown",
    country: "NG",
    network: "198.51.100.0",
  },
  hannah: {
    name: "Hannah Weiss",
    email: "hannah.weiss@unilab-bern.example",
    consent: "opted_out",
    consentSource: "Asked by e-mail, noted by Henrik Sørensen",
    consentAgo: "16d 3h 22m",
    country: "CH",
    network: "203.0.113.0",
  },
  patrick: {
    name: "Patrick O'Shea",
    email: "patrick@threeferries.example",
    consent: "unknown",
    country: "IE",
    network: "198.51.100.0",
  },
  grace: {
    name: "Grace Liu",
    email: "grace.liu@meridian-biotech.example",
    consent: "consented",
    consentSource: "Master services agreement, annex C",
    country: "SG",
    network: "2001:db8:9e2::",
  },
  anika: {
    name: "Anika Sharma",
    email: "anika.sharma@meridian-biotech.example",
    consent: "unknown",
    country: "SG",
    network: "2001:db8:9e2::",
  },
  marek: {
    name: "Marek Novotný",
    email: "marek.novotny@pekarna-lipa.example",
    consent: "unknown",
    country: "CZ",
    network: "203.0.113.0",
  },
  fatima: {
    name: "Fatima Zahra Benali",
    email: "f.benali@atlas-pharma.example",
    consent: "consented",
    consentSource: "Onboarding call, recorded by Lucia Moretti",
    country: "MA",
    network: "198.51.100.0",
  },
  jonas: {
    name: "Jonas Eriksen",
    email: "jonas@fjordfisk.example",
    consent: "unknown",
    country: "NO",
    network: "2001:db8:5a1::",
  },
  daniela: {
    name: "Daniela Rossi",
    email: "daniela.rossi@gelateria-nuvola.example",
    consent: "consented",
    consentSource: inShop,
    country: "IT",
    network: "203.0.113.0",
  },
  tyler: {
    name: "Tyler Beck",
    email: "tbeck@northgate-schools.example.org",
    consent: "unknown",
    country: "US",
    network: "198.51.100.0",
  },
  wei: {
    name: "Wei Zhang",
    email: "wei.zhang@lumen-cold.example",
    consent: "unknown",
    country: "TW",
    network: "2001:db8:f3::",
  },
  elena: {
    name: "Elena Petrova",
    email: "elena@svetlina.example",
    consent: "unknown",
    country: "BG",
    network: "203.0.113.0",
  },
} satisfies Record<string, DemoContact>;
export type ContactKey = keyof typeof contacts;

export const contactKeys = Object.keys(contacts) as ContactKey[];
export const contactOf = (key: ContactKey): DemoContact => contacts[key];

export const isAgent = (key: AgentKey | ContactKey): key is AgentKey => key in agents;
export const agentEmail = (key: AgentKey) => `${key}@${desk.domain}`;
