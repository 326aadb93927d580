import type { Artefact } from "../artefact/artefact.ts";
import type { Retrieval } from "../models/retrieval/retrieval.ts";
import type { Likeness } from "./likeness/likeness.ts";

/** Which fields of a request a model honours, and how. */
export interface Capabilities {
  /** Whether lists follow from a history. */
  readonly history: boolean;
  /** Whether a head orders the best items anew. */
  readonly rerank: boolean;
  /** By what `diversity` and `fill: similar` tell that items are alike; none where neither is possible. */
  readonly diversity: "factors" | "weights" | "categories" | "none";
  /** Whether the model tells which items are similar to one. */
  readonly similar: boolean;
  readonly explore: readonly "slots"[];
  /** Whether it is known which items are bought together. */
  readonly boughtTogether: boolean;
  /** Whether it is known when items were first seen, for lists of the latest. */
  readonly latest: boolean;
}

/** The parts of an engine that decide. */
interface Able {
  readonly artefact: Pick<Artefact, "together" | "firstSeen">;
  readonly retrieval: Pick<Retrieval, "isAlike" | "similar"> | undefined;
  readonly reRanker: object | undefined;
  readonly likeness: Likeness | undefined;
}

/** What the parts of an engine can do. */
export function capabilitiesOf({ artefact, retrieval, reRanker, likeness }: Able): Capabilities {
  return {
    history: retrieval !== undefined && retrieval.isAlike !== true,
    rerank: reRanker !== undefined,
    diversity: likeness?.by ?? "none",
    similar: retrieval?.similar !== undefined,
    explore: ["slots"],
    boughtTogether: artefact.together !== undefined,
    latest: artefact.firstSeen !== undefined,
  };
}
