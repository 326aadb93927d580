import { OptionsError } from "../../errors.ts";
import type { ImplicitAlsModel } from "../../models/implicit-als.ts";
import type { OptionValue } from "../../models/model.ts";
import { isPairwiseModel } from "../../models/pairwise-factors.ts";
import { isSavable } from "../../models/state.ts";
import { cutWeights, DEFAULT_KEEP, isWeighingModel, servedWeights } from "./cut-weights.ts";
import { NOTHING, type Packed } from "./packer.ts";

/** Whatever was fitted: a model of rankings, of ratings, or both. */
export interface FittedModel {
  readonly kind: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** What an artefact keeps of a fitted model; `factorCount` is 0 where it keeps no factors. */
export interface FittedContent extends Pick<Packed, "content"> {
  readonly kind: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly factorCount: number;
}

/**
 * What an artefact keeps of a fitted model of any kind, without fitting it again; of weights between items, `keep` a row.
 * Throws OptionsError `not-packable` for a kind that an artefact has no place for.
 */
export async function contentOf(model: FittedModel, keep = DEFAULT_KEEP, signal?: AbortSignal): Promise<FittedContent> {
  const { kind, options } = model;
  if (isImplicitAlsModel(model) || isPairwiseModel(model)) {
    const { factorCount, itemFactors, gram } = model;
    return { kind, options: model.options, factorCount, content: { ...NOTHING, factors: itemFactors, gram } };
  }
  const state = isSavable(model) ? model.state() : undefined;
  if (isWeighingModel(model)) {
    const cut = await cutWeights(model, keep, signal);
    const weights = servedWeights(model, cut.weights);
    return { kind, options: { ...options, keep }, factorCount: 0, content: { ...NOTHING, state, weights } };
  }
  if (state || kind === "popularity") return { kind, options, factorCount: 0, content: { ...NOTHING, state } };
  throw new OptionsError("not-packable", `${kind}: expected a model that an artefact can keep; train another`);
}

function isImplicitAlsModel(model: FittedModel): model is ImplicitAlsModel {
  return model.kind === "implicit-als" && "itemFactors" in model && "gram" in model;
}
