import { toCsr } from "../../data/interactions.ts";
import { splitForValidation } from "../../data/splits.ts";
import { OptionsError } from "../../errors.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { evaluateModel } from "../../evaluation/evaluate.ts";
import { isPairwiseModel } from "../../models/pairwise-factors.ts";
import { createPopularityModel } from "../../models/popularity.ts";
import type { MakeCandidate } from "../candidates.ts";
import { JUDGING_FRACTION, JUDGING_K, judgement } from "../judging.ts";
import { contentOf } from "./content-of.ts";
import { type Packer, rejectHead } from "./packer.ts";

/**
 * The packer of models that learn from pairs (bpr, warp): item factors with the bias as their last lane, and the Gram matrix
 * that folds users in. A tenth of each user's interactions first measures popularity and the model fitted to the rest.
 */
export function pairwisePacker(make: MakeCandidate): Packer {
  return async ({ interactions, items }, matrix, request, control) => {
    rejectHead(request.model, request.head);
    const candidate = make(request.model, request.set, items, control);
    const fold = splitForValidation(interactions, JUDGING_FRACTION, control.seed);
    const evaluations = [];
    if (fold.test.users.length > 0) {
      control.onPhase("factors, to be judged");
      const judged = await fitPairs(candidate, fold.train);
      const subjects = [
        ["popularity", createPopularityModel(toCsr(fold.train))] as const,
        ["retrieval", judged] as const,
      ];
      for (const [subject, model] of subjects) {
        const measured = await evaluateModel(model, fold, [JUDGING_K], { signal: control.signal });
        evaluations.push(judgement(subject, measured));
      }
    }
    control.onPhase("factors, on everything");
    const fitted = await fitPairs(candidate, interactions);
    const { factorCount, content } = await contentOf(fitted);
    return {
      model: { kind: request.model, options: fitted.options, precision: "f32", factorCount },
      head: null,
      evaluations,
      objective: undefined,
      content,
      histories: matrix,
    };
  };
}

async function fitPairs(candidate: Candidate, interactions: Parameters<Candidate["fit"]>[0]) {
  const fitted = await candidate.fit(interactions);
  if (isPairwiseModel(fitted)) return fitted;
  throw new OptionsError("not-packable", `${candidate.model}: expected a model that learns from pairs`);
}
