import type { Artefact } from "../artefact/artefact.ts";
import type { Retrieval } from "../models/retrieval/retrieval.ts";
import { needsVector, vectorLength } from "../models/sent-vector.ts";
import type { ServedModel } from "../models/served-model.ts";
import type { Likeness } from "./likeness/likeness.ts";
import { STRATEGIES, type Strategy } from "./strategies.ts";

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
  readonly explore: readonly ("slots" | "thompson")[];
  /**
   * What dislikes do beside being left out: they move the fold-in, count against items, are the lowest rating, or do nothing
   * (`exclusion`).
   */
  readonly dislikes: "fold-in" | "weights" | "ratings" | "exclusion";
  readonly strategies: readonly Strategy[];
  /** Whether scores of the model's own lists are explained; lists of the other strategies always are. */
  readonly explain: boolean;
  /** Whether the model learned from attributes of users. */
  readonly attributes: boolean;
  /** Length of the vector that a request can bring in place of a history; 0 where it can bring none. */
  readonly vector: number;
  /** Whether it is known which items are bought together. */
  readonly boughtTogether: boolean;
  /** Whether it is known when items were first seen, for lists of the latest. */
  readonly latest: boolean;
}

/** The parts of an engine that decide. */
interface Able {
  readonly artefact: Pick<Artefact, "together" | "firstSeen">;
  readonly served: Pick<ServedModel, "ranksByRating" | "retrieve">;
  readonly retrieval:
    | Pick<Retrieval, "isAlike" | "similar" | "dislikes" | "likeness" | "parts" | "vectors" | "scanAttributes">
    | undefined;
  readonly reRanker: object | undefined;
  readonly likeness: Likeness | undefined;
}

/** What the parts of an engine can do. */
export function capabilitiesOf({ artefact, served, retrieval, reRanker, likeness }: Able): Capabilities {
  return {
    history: retrieval !== undefined && retrieval.isAlike !== true && !needsVector(served),
    rerank: reRanker !== undefined,
    diversity: likeness?.by ?? "none",
    similar: retrieval?.similar !== undefined,
    explore: retrieval?.vectors?.drawUserFactors ? ["slots", "thompson"] : ["slots"],
    dislikes: served.ranksByRating ? "ratings" : (retrieval?.dislikes ?? "exclusion"),
    strategies: retrieval?.likeness ? STRATEGIES : ["fold-in"],
    explain: retrieval?.parts !== undefined,
    attributes: retrieval?.scanAttributes !== undefined,
    vector: vectorLength(served),
    boughtTogether: artefact.together !== undefined,
    latest: artefact.firstSeen !== undefined,
  };
}
