import { env } from "@/env";
import { migrate } from "./migrate";

// The command behind `npm start` and the container (bundled to dist/run-migrations.mjs).
const applied = await migrate(env().DATABASE_URL, (name) => console.log(`migrating ${name}`));
console.log(applied.length ? `${applied.length} migrations applied` : "the database is up to date");
