import type { Evaluation } from "../../artefact/manifest.ts";
import { toCsr } from "../../data/interactions.ts";
import { splitForValidation } from "../../data/splits.ts";
import { OptionsError } from "../../errors.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import { quantiseFactors } from "../../kernels/quantise.ts";
import { createPopularityModel } from "../../models/popularity.ts";
import {
  createPureSvdModel,
  isPureSvdModel,
  type PureSvdModel,
  pureSvdMatrix,
  pureSvdOptions,
} from "../../models/pure-svd.ts";
import type { MakeCandidate } from "../candidates.ts";
import { JUDGING_FRACTION } from "../judging.ts";
import { judgeLists } from "./judge-lists.ts";
import { NOTHING, type Packer, readPrecision, rejectHead } from "./packer.ts";

/**
 * The packer of pure-svd: the right singular vectors as they are or as int8 (`precision`), and histories with the weights
 * that the model gives them. A tenth of each user's interactions first measures popularity, the model fitted to the rest
 * (`retrieval`), and that model in int8 where it is packed so (`retrieval, int8`).
 */
export function pureSvdPacker(make: MakeCandidate): Packer {
  return async ({ interactions, items }, matrix, request, control) => {
    const { precision, set } = readPrecision(request.set);
    rejectHead(request.model, request.head);
    const options = pureSvdOptions(set);
    const module = await kernelModule();
    const candidate = make(request.model, set, items, control);
    const fold = splitForValidation(interactions, JUDGING_FRACTION, control.seed);
    let evaluations: Evaluation[] = [];
    if (fold.test.users.length > 0) {
      control.onPhase("singular vectors, to be judged");
      const model = await fitPureSvd(candidate, fold.train);
      const subjects = [
        ["popularity", createPopularityModel(toCsr(fold.train))] as const,
        ["retrieval", model] as const,
      ];
      const packed = precision === "int8" ? [["retrieval, int8", narrowed(module, options, model)] as const] : [];
      evaluations = await judgeLists([...subjects, ...packed], fold, control);
    }
    control.onPhase("singular vectors, on everything");
    const model = await fitPureSvd(candidate, interactions);
    const { itemFactors } = precision === "int8" ? narrowed(module, options, model) : model;
    return {
      model: { kind: request.model, options: model.options, precision, factorCount: model.factorCount },
      head: null,
      evaluations,
      objective: undefined,
      content: { ...NOTHING, factors: itemFactors, gram: orthonormalGram(model) },
      histories: pureSvdMatrix(matrix, options),
    };
  };
}

/** The model with its factors in int8. */
function narrowed(
  module: WebAssembly.Module,
  options: Parameters<typeof createPureSvdModel>[1],
  model: PureSvdModel,
): PureSvdModel {
  if (model.itemFactors.precision === "int8") return model;
  const { factors } = quantiseFactors(module, model.itemFactors.values, model.factorCount);
  return createPureSvdModel(module, options, { ...model, itemFactors: factors });
}

/**
 * VᵀV, which the format asks for beside factors and a projection does not need. Columns are orthonormal, but for those
 * beyond the rank of the matrix, which are 0: what stands beside the diagonal is rounding.
 */
export function orthonormalGram({ factorCount, itemFactors }: PureSvdModel): Float32Array {
  const gram = new Float32Array(factorCount ** 2);
  const isUsed = new Uint8Array(factorCount);
  for (const [at, value] of itemFactors.values.entries()) if (value !== 0) isUsed[at % factorCount] = 1;
  for (const [factor, used] of isUsed.entries()) gram[factor * (factorCount + 1)] = used;
  return gram;
}

async function fitPureSvd(candidate: Candidate, train: Parameters<Candidate["fit"]>[0]): Promise<PureSvdModel> {
  const fitted = await candidate.fit(train);
  if (isPureSvdModel(fitted)) return fitted;
  throw new OptionsError("not-packable", `${candidate.model}: expected a singular value decomposition`);
}
