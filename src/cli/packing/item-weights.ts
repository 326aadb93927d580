import type { Evaluation } from "../../artefact/manifest.ts";
import { checkInteger } from "../../check.ts";
import { type Interactions, toCsr } from "../../data/interactions.ts";
import type { ItemTable } from "../../data/items.ts";
import { splitForValidation } from "../../data/splits.ts";
import { OptionsError } from "../../errors.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { evaluateModel } from "../../evaluation/evaluate.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import { readOptions } from "../../models/options.ts";
import { createPopularityModel } from "../../models/popularity.ts";
import type { FitControl } from "../fit.ts";
import { JUDGING_FRACTION, JUDGING_K, judgement } from "../judging.ts";
import {
  cutWeights,
  DEFAULT_KEEP,
  isWeighingModel,
  servedHistories,
  servedWeights,
  type WeighingModel,
  withWeights,
} from "./cut-weights.ts";
import { NOTHING, type Packer, rejectHead } from "./packer.ts";

/** Makes the candidate of a model by its name: modelCandidate, or one like it. */
type MakeModel = (
  name: string,
  set: Readonly<Record<string, string>>,
  items: ItemTable,
  control: FitControl,
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
    rejectHead(request.model, request.head);
    const candidate = make(request.model, set, items, control);
    const evaluations = await judge(candidate, interactions, keep, control);
    control.onPhase("item weights, on everything");
    const model = await fitWeights(candidate, interactions);
    const cut = await cutWeights(model, keep, control.signal);
    const weights = servedWeights(model, cut.weights);
    control.onPhase(`item weights: ${weights.indices.length} of ${cut.wholeCount} packed`);
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

/** What the whole matrix and the cut one reach on held-out interactions; nothing where no user has enough of them. */
async function judge(
  candidate: Candidate,
  interactions: Interactions,
  keep: number,
  { seed, signal, onPhase }: FitControl,
): Promise<Evaluation[]> {
  const fold = splitForValidation(interactions, JUDGING_FRACTION, seed);
  if (fold.test.users.length === 0) return [];
  onPhase("item weights, to be judged");
  const whole = await fitWeights(candidate, fold.train);
  signal.throwIfAborted();
  const cut = await cutWeights(whole, keep, signal);
  const subjects = [
    ["popularity", createPopularityModel(toCsr(fold.train))],
    // As it was fitted: a copy of a whole matrix in kernel memory may be more than there is room for.
    ["retrieval", whole],
    ["retrieval, cut", withWeights(whole, cut.weights, await kernelModule())],
  ] as const;
  onPhase("judging on held-out interactions");
  const evaluations: Evaluation[] = [];
  for (const [subject, model] of subjects) {
    evaluations.push(judgement(subject, await evaluateModel(model, fold, [JUDGING_K], { signal })));
  }
  return evaluations;
}
