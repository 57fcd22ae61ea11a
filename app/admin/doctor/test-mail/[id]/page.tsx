import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { pathId } from "@/app/path-id";
import { DoctorMailSteps } from "@/components/admin/doctor-mail-steps";
import { testMailWords as words } from "@/components/admin/doctor-words";
import { PageHeader } from "@/components/layout/page-header";
import { RefreshEvery } from "@/components/live/refresh-every";
import { Button } from "@/components/ui/button";
import { toWire } from "@/components/wire";
import { getTestMail } from "@/services/doctor/get-test-mail";
import { NotFoundError } from "@/services/errors";

export const metadata: Metadata = { title: words.title };

const refreshSeconds = 2;

export default async function TestMailPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const mail = await find(id);
  return (
    <>
      <RefreshEvery seconds={refreshSeconds} />
      <PageHeader title={words.title} intro={words.intro(mail.email)}>
        <Button asChild>
          <Link href="/admin/doctor">{words.back}</Link>
        </Button>
      </PageHeader>
      <DoctorMailSteps mail={toWire(mail)} now={new Date().toISOString()} />
    </>
  );
}

async function find(id: string) {
  try {
    return await getTestMail(pathId(id));
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
