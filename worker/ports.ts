import { type Cursors, createCursors } from "./cursor.ts";
import { type Events, memoryEvents } from "./ports/events.ts";
import { type Experiments, noExperiments } from "./ports/experiments.ts";
import { type Histories, memoryHistories } from "./ports/histories.ts";
import type { Recommenders } from "./ports/recommenders.ts";
import { noScenarios, type Scenarios } from "./ports/scenarios.ts";

/** Whatever the service reaches outside itself. Routes get nothing else; each port has one file in `ports/`. */
export interface Ports {
  readonly recommenders: Recommenders;
  readonly histories: Histories;
  readonly events: Events;
  readonly experiments: Experiments;
  readonly cursors: Cursors;
  readonly scenarios: Scenarios;
  /** Whether the service names users who are similar to one; false by default. */
  readonly showsSimilarUsers: boolean;
  /** Receives what an operator should know: failures of the model and unforeseen errors. */
  readonly log: (event: string, error: unknown) => void;
}

/** The ports with their defaults: those without one must be given. */
export type GivenPorts = Pick<Ports, "recommenders" | "log"> & Partial<Ports>;

/** Fills in the defaults. */
export function withDefaults({ recommenders, log, ...given }: GivenPorts): Ports {
  return {
    recommenders,
    log,
    histories: given.histories ?? memoryHistories(),
    events: given.events ?? memoryEvents(),
    experiments: given.experiments ?? noExperiments,
    scenarios: given.scenarios ?? noScenarios,
    showsSimilarUsers: given.showsSimilarUsers ?? false,
    cursors: given.cursors ?? createCursors(),
  };
}
