import type { ModuleDefinition, SettingField } from "./module-definition";

/** A module's part of the documentation (`docs/module-settings.md`), in Markdown. */
export function describeModule(module: ModuleDefinition): string {
  const { name, icon, slug, description, fields, alwaysOn, connection } = module;
  const facts = [
    `In the API: \`${slug}\`.`,
    alwaysOn ? "Always on." : null,
    connection
      ? `It has a Test connection, which the doctor makes, too (\`${slug}-connection\`). ${connection.why}`
      : null,
  ];
  return `## ${name} ${icon}

${description} ${facts.filter(Boolean).join(" ")}

| Setting | Name in the API | Variable | Default |
|---|---|---|---|
${fields.map(row).join("\n")}

${fields.map(explanation).join("\n")}
`;
}

function row(field: SettingField): string {
  const label = field.type === "secret" ? `${field.label} (secret)` : field.label;
  const variable = field.env ? ` \`${field.env}\`` : "";
  return `| ${label} | \`${field.name}\` |${variable} | ${defaultOf(field)} |`;
}

function explanation({ label, help, options }: SettingField): string {
  const choices = options?.map((option) => `\`${option.value}\`: ${option.label}`).join("; ");
  return `- **${label}**: ${help}${choices ? ` (${choices})` : ""}`;
}

function defaultOf({ default: value }: SettingField): string {
  if (typeof value === "function") return "depends on `PORTAL_URL`";
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return `\`${value}\``;
}

const generatedPart = `
# --- Other modules -------------------------------------------------------------------------------------------------

# Made from the modules' definitions. What an admin saves under Admin → Integration Modules wins over these.
`;

/**
 * The example of the environment with every variable of the modules in it: those that nobody wrote about by hand are
 * added at its end, under the words of their settings. What was added before is made anew.
 * @param example `.env.example`
 */
export function withModuleVariables(example: string, modules: readonly ModuleDefinition[]): string {
  const [byHand = ""] = example.split(generatedPart);
  const missing = modules.flatMap(({ name, fields }) =>
    fields.flatMap((field) =>
      field.env && !new RegExp(`^${field.env}=`, "m").test(byHand)
        ? [`# ${name}, ${field.label}: ${field.help} (default: ${defaultOf(field)})\n${field.env}=\n`]
        : [],
    ),
  );
  return missing.length === 0 ? byHand : byHand + generatedPart + missing.join("");
}
