import type { output } from "zod/mini";
import type { scenarioSchema } from "../schemas/scenario.ts";

/** Defaults of a list, by field: those that its request does not have. */
export type Scenario = output<typeof scenarioSchema>;

/** Named defaults of lists: what a page asks for by one word. */
export type Scenarios = ReadonlyMap<string, Scenario>;

/** A service without scenarios. */
export const noScenarios: Scenarios = new Map();
