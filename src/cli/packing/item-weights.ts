import { checkInteger } from "../../check.ts";
import type { Interactions } from "../../data/interactions.ts";
import type { ItemTable } from "../../data/items.ts";
import { OptionsError } from "../../errors.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import { readOptions } from "../../models/options.ts";
import { judge } from "../../packing/judge.ts";
import { NOTHING, type Packer } from "../../packing/packer.ts";
import type { TrainingContext } from "../../training/context.ts";
import {
  cutWeights,
  DEFAULT_KEEP,
  isWeighingModel,
  servedHistories,
  servedWeights,
  type WeighingModel,
  withWeights,
} from "./cut-weights.ts";

/** Makes the candidate of a model by its name: modelCandidate, or one like it. */
type MakeModel = (
  name: string,
  set: Readonly<Record<string, string>>,
  items: ItemTable,
  control: TrainingContext,
) => Candidate;

/**
 * The packer of every model that is one matrix of weights between items (models/item-weights.ts, models/weight-rows.ts), with
 * the options that `make` reads and beside them `keep`: each row is cut to so many entries of the largest absolute value.
 *
 * A tenth of each user's interactions first measures popularity, the model as it was fitted (`retrieval`) and the cut matrix
 * (`retrieval, cut`) when fitted to the other nine tenths, so that the artefact says what the cut costs.
 */
export function itemWeightsPacker(make: MakeModel): Packer {
  return async ({ interactions, items }, matrix, request, control) => {
    const { keep: keepText, ...set } = request.set;
    const keep = readKeep(request.model, keepText);
    const candidate = make(request.model, set, items, control);
    const evaluations = await judge("item weights", interactions, request.judgeUsers, control, async (train) => {
      const whole = await fitWeights(candidate, train);
      control.signal?.throwIfAborted();
      const cut = await cutWeights(whole, keep, control.signal);
      return [
        // As it was fitted: a copy of a whole matrix in kernel memory may be more than there is room for.
        { subject: "retrieval", ranks: whole },
        { subject: "retrieval, cut", ranks: withWeights(whole, cut.weights, await kernelModule()) },
      ];
    });
    control.onPhase?.("item weights, on everything");
    const model = await fitWeights(candidate, interactions);
    const cut = await cutWeights(model, keep, control.signal);
    const weights = servedWeights(model, cut.weights);
    control.onPhase?.(`item weights: ${weights.indices.length} of ${cut.wholeCount} packed`);
    return {
      model: { kind: request.model, options: { ...model.options, keep }, precision: "f32", factorCount: 0 },
      head: null,
      evaluations,
      objective: undefined,
      content: { ...NOTHING, weights },
      histories: servedHistories(model, matrix),
    };
  };
}

const KEEP_READER = { keep: (name: string, value: unknown) => checkInteger(name, value, 1, 0x7fff_ffff) };

/** The option `keep` of any packer, as text or not given. Throws RangeError or TypeError. */
export function readKeep(model: string, keep: string | undefined): number {
  return readOptions(model, { keep: DEFAULT_KEEP }, KEEP_READER, { keep }).keep;
}

async function fitWeights(candidate: Candidate, interactions: Interactions): Promise<WeighingModel> {
  const fitted = await candidate.fit(interactions);
  if (isWeighingModel(fitted)) return fitted;
  throw new OptionsError("not-packable", `${candidate.model}: expected a model of weights between items`);
}
