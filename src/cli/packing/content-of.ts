import { OptionsError } from "../../errors.ts";
import { connectedState } from "../../models/connected-items.ts";
import type { FittedModel } from "../../models/hybrid-lists.ts";
import { type HybridRankingModel, isHybridRanking } from "../../models/hybrid-ranking.ts";
import type { OptionValue } from "../../models/model.ts";
import { scaleState } from "../../models/served-ratings.ts";
import {
  csrState,
  isSavable,
  type ModelState,
  memberPrefix,
  type Savable,
  type StateTensor,
  stateOf,
  WEIGHTS,
  withPrefix,
} from "../../models/state.ts";
import type { TrainedModel } from "../../models/train-restored.ts";
import { trainableModel } from "../../models/trainable.ts";
import { cutState } from "../../packing/cut-state.ts";
import { NOTHING, type Packed } from "../../packing/packer.ts";
import { splitState } from "../../packing/split-state.ts";
import { cutWeights, DEFAULT_KEEP, isWeighingModel, servedWeights } from "./cut-weights.ts";

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
  if (isTrainedModel(model)) return contentOfTrained(model, keep, signal);
  if (isHybridRanking(model)) {
    const state = await stateOfMix(model, keep, signal);
    return { kind, options: { ...options, keep }, factorCount: 0, content: { ...NOTHING, state } };
  }
  const state = isSavable(model) ? keptState(model) : undefined;
  if (isWeighingModel(model)) {
    const cut = await cutWeights(model, keep, signal);
    const weights = servedWeights(model, cut.weights);
    return { kind, options: { ...options, keep }, factorCount: 0, content: { ...NOTHING, state, weights } };
  }
  if (state || kind === "popularity") return { kind, options, factorCount: 0, content: { ...NOTHING, state } };
  throw new OptionsError("not-packable", `${kind}: expected a model that an artefact can keep; train another`);
}

/** The state of a model, with the parts of the catalogue where it knows of several. */
export function keptState(model: FittedModel & Savable, state: ModelState = model.state()): ModelState {
  const connected = "connected" in model && model.connected instanceof Uint32Array ? model.connected : undefined;
  return connected === undefined ? state : new Map([...state, ...connectedState(connected)]);
}

/** The weights of a mix of rankings, and what each of its members keeps. */
async function stateOfMix(
  { taking, scale }: HybridRankingModel,
  keep: number,
  signal?: AbortSignal,
): Promise<ModelState> {
  const state = new Map(
    stateOf({
      weights: Float64Array.from(taking, ({ weight }) => weight),
      coldWeights: Float64Array.from(taking, ({ coldWeight }) => coldWeight),
      ...(scale ? { scale: scaleState(scale) } : {}),
    }),
  );
  for (const [place, { name, fitted }] of taking.entries()) {
    if (!fitted) throw new OptionsError("not-packable", `${name}: expected a model that can be kept`);
    const { content, factorCount } = await contentOf(fitted, keep, signal);
    for (const [array, tensor] of withPrefix(memberPrefix(place), arraysOf(content, factorCount)))
      state.set(array, tensor);
  }
  return state;
}

/** What a model keeps in tables of an artefact, as a state. */
function arraysOf({ factors, gram, weights, state }: FittedContent["content"], factorCount: number): ModelState {
  const arrays = new Map<string, StateTensor>(weights ? csrState("weights", weights) : []);
  if (factors?.precision === "f32") {
    arrays.set("factors", { shape: [factors.values.length / factorCount, factorCount], values: factors.values });
  }
  if (gram) arrays.set("gram", { shape: [factorCount, factorCount], values: gram });
  for (const [name, tensor] of withPrefix("state.", state ?? new Map())) arrays.set(name, tensor);
  return arrays;
}

function isTrainedModel(model: FittedModel): model is FittedModel & TrainedModel {
  return "fitted" in model && "served" in model;
}

/** A model with a trainer keeps its state, with its weights between items cut. */
async function contentOfTrained(
  { kind, options, fitted, itemCount }: TrainedModel,
  keep: number,
  signal: AbortSignal | undefined,
): Promise<FittedContent> {
  const named = trainableModel(kind)?.packing?.cuts ?? [];
  const cuts = named.filter(({ array }) => array === WEIGHTS).map((cut) => ({ ...cut, keep }));
  const { state } = await cutState(kind, fitted, cuts, itemCount, signal);
  const { content, factorCount } = splitState(kind, state, itemCount);
  return {
    kind,
    options: cuts.length > 0 ? { ...options, keep } : options,
    factorCount,
    content: { ...NOTHING, ...content },
  };
}
