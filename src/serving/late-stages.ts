import type { Artefact } from "../artefact/artefact.ts";
import type { LoadedStage } from "./loaded-stage.ts";
import type { EngineParts, ListRequest, Stage } from "./stages/stage.ts";

/** A stage that is loaded for the first request with one of its fields; without them it would change nothing. */
export interface LateStage {
  readonly fields: readonly (keyof ListRequest)[];
  load(artefact: Artefact, engine: Pick<EngineParts, "served" | "retrieval">): Promise<LoadedStage>;
}

export const lateFilter: LateStage = {
  fields: ["filter", "alsoFilter"],
  load: async (artefact) => (await import("./late-filter.ts")).loadedFilter(artefact),
};

export const lateVector: LateStage = {
  fields: ["vector"],
  load: async () => ({ stage: (await import("./stages/resolve-vector.ts")).resolveVector }),
};

export const lateDiversity: LateStage = {
  fields: ["diversity"],
  load: async (artefact, engine) => (await import("./late-diversity.ts")).loadedDiversity(artefact, engine),
};

export const lateExplanation: LateStage = {
  fields: ["explain"],
  load: async () => ({ stage: (await import("./stages/explain.ts")).explain }),
};

/** Items like one item, which not every page asks for. */
export const lateSimilar = {
  resolve: async (): Promise<Stage> => (await import("./stages/resolve-item.ts")).resolveItem,
  retrieve: async (): Promise<Stage> => (await import("./stages/retrieve-similar.ts")).retrieveSimilar,
};
