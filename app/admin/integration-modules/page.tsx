import type { Metadata } from "next";
import { ModuleCard } from "@/components/admin/module-card";
import { moduleWords as words } from "@/components/admin/words";
import { PageHeader } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listModules } from "@/services/integration-modules/get-module";
import { testConnectionAction, updateModuleAction } from "./actions";

export const metadata: Metadata = { title: words.title };

export default async function IntegrationModulesPage() {
  const modules = await listModules();
  return (
    <>
      <PageHeader title={words.title} intro={words.intro} />
      <ul className="divide-y">
        {modules.map((module) => (
          <ModuleCard
            key={module.slug}
            module={toWire(module)}
            save={updateModuleAction}
            test={testConnectionAction}
          />
        ))}
      </ul>
    </>
  );
}
