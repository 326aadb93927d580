import { OptionsError } from "../../errors.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import { quantiseFactors } from "../../kernels/quantise.ts";
import {
  createPureSvdModel,
  isPureSvdModel,
  type PureSvdModel,
  pureSvdMatrix,
  pureSvdOptions,
} from "../../models/pure-svd.ts";
import { judge } from "../../packing/judge.ts";
import { type Packer, readPrecision } from "../../packing/packer.ts";
import type { MakeCandidate } from "../candidates.ts";
import { contentOf } from "./content-of.ts";

/**
 * The packer of pure-svd: the right singular vectors as they are or as int8 (`precision`), and histories with the weights
 * that the model gives them. A tenth of each user's interactions first measures popularity, the model fitted to the rest
 * (`retrieval`), and that model in int8 where it is packed so (`retrieval, int8`).
 */
export function pureSvdPacker(make: MakeCandidate): Packer {
  return async ({ interactions, items }, matrix, request, control) => {
    const { precision, set } = readPrecision(request.set);
    const options = pureSvdOptions(set);
    const module = await kernelModule();
    const candidate = make(request.model, set, items, control);
    const evaluations = await judge("singular vectors", interactions, request.judgeUsers, control, async (train) => {
      const model = await fitPureSvd(candidate, train);
      const whole = { subject: "retrieval", ranks: model };
      return precision === "int8"
        ? [whole, { subject: "retrieval, int8", ranks: narrowed(module, options, model) }]
        : [whole];
    });
    control.onPhase?.("singular vectors, on everything");
    const fitted = await fitPureSvd(candidate, interactions);
    const model = precision === "int8" ? narrowed(module, options, fitted) : fitted;
    const { factorCount, content } = await contentOf(model);
    return {
      model: { kind: request.model, options: model.options, precision, factorCount },
      head: null,
      evaluations,
      objective: undefined,
      content,
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

async function fitPureSvd(candidate: Candidate, train: Parameters<Candidate["fit"]>[0]): Promise<PureSvdModel> {
  const fitted = await candidate.fit(train);
  if (isPureSvdModel(fitted)) return fitted;
  throw new OptionsError("not-packable", `${candidate.model}: expected a singular value decomposition`);
}
