import type { Surroundings } from "../models/restore-with.ts";
import { csrState, factorsState, GRAM, joinStates, type ModelState, stateOf, WEIGHTS } from "../models/state.ts";
import { ownState } from "../rerankers/own-state.ts";
import type { RetrievalParts } from "./retrieval-parts.ts";

/** What is known of the catalogue and the users of an artefact, where its model is restored. */
export function surroundingsOf(artefact: RetrievalParts, kernelModule: WebAssembly.Module): Surroundings {
  const { popularity, manifest, users, publicPart } = artefact;
  const explicit = manifest.data.feedback === "explicit";
  return { popularity, explicit, histories: users?.histories, publicPart, kernelModule };
}

/** Everything that an artefact keeps of its model, as one state, without the retrievers of a head. */
export function stateOfArtefact({
  factors,
  gram,
  weights,
  state = new Map(),
  manifest,
}: Pick<RetrievalParts, "factors" | "gram" | "weights" | "state" | "manifest">): ModelState {
  return joinStates(
    factors ? factorsState(factors, manifest.model.factorCount) : new Map(),
    gram ? stateOf({ [GRAM]: gram }) : new Map(),
    weights ? csrState(WEIGHTS, weights) : new Map(),
    ownState(state),
  );
}
