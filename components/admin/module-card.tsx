"use client";
import { Settings2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { parseAsString, useQueryState } from "nuqs";
import { useId, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Switch } from "@/components/ui/switch";
import { useNotify } from "@/components/ui/toaster";
import type { Wire } from "@/components/wire";
import type { ChangeMeanwhile } from "@/services/errors";
import type { ModuleView } from "@/services/integration-modules/get-module";
import type { TestConnection } from "./connection-test";
import { ModuleDialog } from "./module-dialog";
import { ModuleIcon } from "./module-icon";
import { moduleWords as words } from "./words";

export type SaveModule = (input: {
  slug: string;
  version: number;
  enabled?: boolean;
  settings?: Record<string, string | number | boolean | null>;
}) => Promise<ActionResult<SaveOutcome>>;

/** Not saved: somebody else saved meanwhile. Then `changes` are theirs, and `module` is what there is now. */
export type SaveOutcome =
  | { isSaved: true; module: Wire<ModuleView> }
  | { isSaved: false; message: string; changes: Wire<ChangeMeanwhile[]>; module: Wire<ModuleView> };

/** One module: what it is, whether it is on, and the way to its settings. */
export function ModuleCard({
  module,
  save,
  test,
}: {
  module: Wire<ModuleView>;
  save: SaveModule;
  test: TestConnection;
}) {
  // In the address, so that a page can link to a module's settings and "back" closes them.
  const [configured, setConfigured] = useQueryState(
    "configure",
    parseAsString.withOptions({ history: "push" }),
  );
  const [pending, startTransition] = useTransition();
  const notify = useNotify();
  const router = useRouter();
  const titleId = useId();

  function toggle(enabled: boolean) {
    startTransition(async () => {
      const result = await save({ slug: module.slug, version: module.version, enabled });
      if (!result.ok) notify.error(result.error.message);
      else if (!result.data.isSaved) {
        notify.error(words.switchAgain(result.data.message));
        router.refresh();
      } else notify.success(enabled ? words.nowEnabled(module.name) : words.nowDisabled(module.name));
    });
  }

  return (
    <li
      aria-labelledby={titleId}
      className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-3.5 gap-y-3 px-4 py-4 sm:grid-cols-[auto_minmax(0,1fr)_auto] sm:items-center sm:px-6"
    >
      <ModuleIcon icon={module.icon} />
      <div className="min-w-0">
        <h2 id={titleId} className="flex flex-wrap items-center gap-x-2 text-base font-semibold">
          {module.name}
          <span
            className={classNames(
              "inline-flex items-center gap-1.5 rounded-full border px-2 text-xs font-medium",
              module.enabled
                ? "border-good-line bg-good-soft text-good"
                : "border-line-strong bg-sunken text-ink-2",
            )}
          >
            {module.alwaysOn ? words.alwaysOn : module.enabled ? words.enabled : words.disabled}
          </span>
        </h2>
        <p className="max-w-prose text-ink-2">{module.description}</p>
      </div>
      <div className="col-start-2 flex items-center gap-3 sm:col-start-3">
        {module.alwaysOn ? null : (
          <Switch
            aria-label={words.enable(module.name)}
            checked={module.enabled}
            disabled={pending}
            onCheckedChange={toggle}
          />
        )}
        {module.page ? (
          <Button asChild look="ghost">
            <Link href={module.page.href}>{module.page.label}</Link>
          </Button>
        ) : null}
        <Button onClick={() => setConfigured(module.slug)}>
          <Settings2 aria-hidden className="size-3.5" />
          {words.configure}
          <span className="sr-only"> {module.name}</span>
        </Button>
      </div>
      {configured === module.slug ? (
        <ModuleDialog
          module={module}
          save={save}
          test={test}
          onClose={() => setConfigured(null, { history: "replace" })}
        />
      ) : null}
    </li>
  );
}
