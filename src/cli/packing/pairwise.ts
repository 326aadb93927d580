import type { Evaluation } from "../../artefact/manifest.ts";
import { toCsr } from "../../data/interactions.ts";
import { splitForValidation } from "../../data/splits.ts";
import { OptionsError } from "../../errors.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { attributesState } from "../../models/attributes.ts";
import { isPairwiseModel } from "../../models/pairwise-factors.ts";
import { createPopularityModel } from "../../models/popularity.ts";
import type { MakeCandidate } from "../candidates.ts";
import { JUDGING_FRACTION } from "../judging.ts";
import { judgeLists } from "./judge-lists.ts";
import { NOTHING, type Packer, rejectHead } from "./packer.ts";

/**
 * The packer of models that learn from pairs (bpr, warp): item factors with the bias as their last lane, and the Gram matrix
 * that folds users in. A tenth of each user's interactions first measures popularity and the model fitted to the rest.
 */
export function pairwisePacker(make: MakeCandidate): Packer {
  return async ({ interactions, items, users }, matrix, request, control) => {
    rejectHead(request.model, request.head);
    const candidate = make(request.model, request.set, items, control, users);
    const fold = splitForValidation(interactions, JUDGING_FRACTION, control.seed);
    let evaluations: Evaluation[] = [];
    if (fold.test.users.length > 0) {
      control.onPhase("factors, to be judged");
      const judged = await fitPairs(candidate, fold.train);
      const popularity = createPopularityModel(toCsr(fold.train));
      const subjects = [["popularity", popularity] as const, ["retrieval", judged] as const];
      evaluations = await judgeLists(subjects, fold, control);
    }
    control.onPhase("factors, on everything");
    const { itemFactors, gram, factorCount, options, attributes } = await fitPairs(candidate, interactions);
    return {
      model: { kind: request.model, options, precision: "f32", factorCount },
      head: null,
      evaluations,
      objective: undefined,
      content: { ...NOTHING, factors: itemFactors, gram, state: attributes && attributesState(attributes) },
      histories: matrix,
    };
  };
}

async function fitPairs(candidate: Candidate, interactions: Parameters<Candidate["fit"]>[0]) {
  const fitted = await candidate.fit(interactions);
  if (isPairwiseModel(fitted)) return fitted;
  throw new OptionsError("not-packable", `${candidate.model}: expected a model that learns from pairs`);
}
