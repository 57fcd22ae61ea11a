import { z } from "zod";

/** The addresses of the links that an agent switched off in the composer. */
export const untrackedSchema = z.array(z.string().max(20_000)).max(2_000).default([]);
