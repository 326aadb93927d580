import type { Interactions } from "../../data/interactions.ts";
import { OptionsError } from "../../errors.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import { pairwiseAsInt8 } from "../../models/int8-factors.ts";
import { isPairwiseModel, type PairwiseModel } from "../../models/pairwise/pairwise-factors.ts";
import { judge } from "../../packing/judge.ts";
import { type Packer, readPrecision } from "../../packing/packer.ts";
import type { MakeCandidate } from "../candidates.ts";
import { contentOf } from "./content-of.ts";

/**
 * The packer of models that learn from pairs (bpr, warp): item factors with the bias as their last lane, as they are or as
 * int8 (`precision`), and the Gram matrix that folds users in. A tenth of each user's interactions first measures popularity
 * and the model fitted to the rest, in the precision that is packed.
 */
export function pairwisePacker(make: MakeCandidate): Packer {
  return async ({ interactions, items, users }, matrix, request, control) => {
    const { precision, set } = readPrecision(request.set);
    const candidate = make(request.model, set, items, control, users);
    const fitPart = async (part: Interactions): Promise<PairwiseModel> => {
      const fitted = await candidate.fit(part);
      if (!isPairwiseModel(fitted)) {
        throw new OptionsError("not-packable", `${candidate.model}: expected a model that learns from pairs`);
      }
      return precision === "int8" ? pairwiseAsInt8(await kernelModule(), fitted) : fitted;
    };
    const evaluations = await judge("factors", interactions, request.judgeUsers, control, async (train) => [
      { subject: "retrieval", ranks: await fitPart(train) },
    ]);
    control.onPhase?.("factors, on everything");
    const fitted = await fitPart(interactions);
    const { factorCount, content } = await contentOf(fitted);
    return {
      model: { kind: request.model, options: fitted.options, precision, factorCount },
      head: null,
      evaluations,
      objective: undefined,
      content,
      histories: matrix,
    };
  };
}
