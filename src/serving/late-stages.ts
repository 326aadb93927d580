import type { Artefact } from "../artefact/artefact.ts";
import type { EngineParts, ListRequest, Stage } from "./stages/stage.ts";

/** A stage with the part of an engine that it works by. */
export interface LoadedStage {
  readonly stage: Stage;
  readonly parts?: Partial<EngineParts>;
}

/** A stage that is loaded for the first request with one of its fields; without them it would change nothing. */
export interface LateStage {
  readonly fields: readonly (keyof ListRequest)[];
  load(artefact: Artefact, engine: Pick<EngineParts, "served" | "retrieval">): Promise<LoadedStage>;
}

export const lateFilter: LateStage = {
  fields: ["filter", "alsoFilter"],
  load: async ({ items }) => {
    const [{ resolveFilter }, { createFilterCompiler }] = await Promise.all([
      import("./stages/resolve-filter.ts"),
      import("./filter.ts"),
    ]);
    return { stage: resolveFilter, parts: { compileFilter: createFilterCompiler(items) } };
  },
};

export const lateVector: LateStage = {
  fields: ["vector"],
  load: async () => ({ stage: (await import("./stages/resolve-vector.ts")).resolveVector }),
};

export const lateDiversity: LateStage = {
  fields: ["diversity"],
  load: async ({ items }, { served, retrieval }) => {
    const [{ diversify }, { likenessOf }] = await Promise.all([
      import("./stages/diversify.ts"),
      import("./likeness/likeness-of.ts"),
    ]);
    return { stage: diversify, parts: { likeness: likenessOf(served, retrieval?.vectors, items) } };
  },
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
