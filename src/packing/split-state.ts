import type { ArtefactContent } from "../artefact/pack.ts";
import { FACTORS, GRAM, type ModelState, readState, scalesOf, WEIGHTS } from "../models/state.ts";

/** A state as an artefact keeps it: what it has tables for, and the other arrays. */
export interface StoredState {
  readonly content: Pick<ArtefactContent, "factors" | "gram" | "weights" | "state">;
  /** 0 for a state without factors. */
  readonly factorCount: number;
}

/** Divides a state into the tables of the format and the rest. */
export function splitState(owner: string, state: ModelState, itemCount: number): StoredState {
  const reader = readState(owner, state);
  const [, factorCount = 0] = state.get(FACTORS)?.shape ?? [];
  const inTables = [
    FACTORS,
    scalesOf(FACTORS),
    GRAM,
    ...["offsets", "indices", "values"].map((part) => `${WEIGHTS}.${part}`),
  ];
  const rest = new Map([...state].filter(([name]) => !inTables.includes(name)));
  return {
    factorCount,
    content: {
      factors: state.has(FACTORS) ? reader.factors(FACTORS, itemCount, factorCount) : undefined,
      gram: state.has(GRAM) ? reader.f32(GRAM, factorCount ** 2) : undefined,
      weights: state.has(`${WEIGHTS}.offsets`) ? reader.csr(WEIGHTS, itemCount, itemCount, false) : undefined,
      state: rest.size > 0 ? rest : undefined,
    },
  };
}
