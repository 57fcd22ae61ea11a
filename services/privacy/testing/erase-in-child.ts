import { connection } from "@/db/client";
import { runErasure } from "../run-erasure";

// A process of its own that does an erasure and can be killed at it. The environment says which database.
await runErasure(Number(process.argv[2]));
await connection().close();
