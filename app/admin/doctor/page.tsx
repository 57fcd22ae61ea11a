import type { Metadata } from "next";
import { headers } from "next/headers";
import { DoctorPanel } from "@/components/admin/doctor-panel";
import { DoctorTestMail } from "@/components/admin/doctor-test-mail";
import { doctorWords as words } from "@/components/admin/doctor-words";
import { requireActor } from "@/services/auth/get-actor";
import { allChecks } from "@/services/doctor/all-checks";
import { sendTestMailAction } from "./actions";

export const metadata: Metadata = { title: words.title };

export default async function DoctorPage() {
  const user = await requireActor(await headers(), "admin");
  const checks = allChecks.map(({ slug, group, title, why }) => ({ slug, group, title, why }));
  return (
    <>
      <DoctorPanel checks={checks} />
      <DoctorTestMail ownAddress={user.email} send={sendTestMailAction} />
    </>
  );
}
