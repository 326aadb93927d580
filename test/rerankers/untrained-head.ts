import type { HeadManifest, RetrieverManifest } from "../../src/artefact/manifest.ts";
import type { ArtefactContent } from "../../src/artefact/pack.ts";
import { joinStates, type ModelState } from "../../src/models/state.ts";
import { createRandom } from "../../src/random.ts";
import { featureSpace } from "../../src/rerankers/features.ts";
import { factsOfTensors } from "../../src/rerankers/item-tensors.ts";
import { scoresAlone } from "../../src/rerankers/look.ts";
import { type HeadWeights, initialWeights, weightsToTensors } from "../../src/rerankers/mlp/weights.ts";
import { besideState, retrieverFingerprint } from "../../src/rerankers/retriever-state.ts";
import { unitScales } from "./mlp/sample-heads.ts";

/** A model beside the artefact's own, with what it is served from. */
export interface Beside extends RetrieverManifest {
  readonly state: ModelState;
}

/** The names of the features behind models that know what is alike, of a catalogue. */
export function featureNames(
  kinds: readonly string[],
  { items, popularity, head = new Map() }: Pick<ArtefactContent, "items" | "popularity" | "head">,
): readonly string[] {
  const nothing = { items: new Uint32Array(0), scores: new Float32Array(0) };
  const retrievers = kinds.map((name) => ({
    name,
    knowsLikeness: true,
    best: () => nothing,
    look: () => scoresAlone(nothing.scores),
  }));
  return featureSpace(retrievers, factsOfTensors(head, popularity, items)).names;
}

/** How a head that was not trained is made. */
export interface HeadWish {
  readonly hidden: readonly number[];
  readonly candidateCount?: number;
  readonly beside?: readonly Beside[];
  /** Changes fresh weights, by which a list stays as it is: the last layer is zero, and skip is 1. */
  readonly change?: (weights: HeadWeights, names: readonly string[]) => HeadWeights;
}

/** An artefact's content and manifest with a head that was not trained; `kind` is its own model. */
export async function withUntrainedHead<Content extends ArtefactContent>(
  content: Content,
  kind: string,
  { hidden, candidateCount = 200, beside = [], change = (weights) => weights }: HeadWish,
): Promise<{ content: Content; head: HeadManifest }> {
  const states = beside.map(({ state }, place) => besideState(place, state));
  const state = joinStates(content.state ?? new Map(), ...states);
  const features = featureNames([kind, ...beside.map((one) => one.kind)], content);
  const weights = change(initialWeights(hidden, unitScales(features.length), createRandom(7)), features);
  const whole = {
    ...content,
    state: state.size > 0 ? state : undefined,
    head: new Map([...(content.head ?? []), ...weightsToTensors(weights)]),
  };
  const head: HeadManifest = {
    kind: "mlp",
    options: {},
    candidateCount,
    hidden,
    features,
    retrievers: beside.map(({ kind: name, options }) => ({ kind: name, options })),
    question: "missing",
    validation: { lists: 1, retrieval: { "ndcg@10": 0 }, head: { "ndcg@10": 0 } },
    fittedTo: await retrieverFingerprint(whole),
  };
  return { content: whole, head };
}

/** Turns the order of the first retriever round: fresh weights leave skip · score alone. */
export function turning(weights: HeadWeights): HeadWeights {
  return { ...weights, skip: -1 };
}

/** Fills the last layer, which is zero in fresh weights: odd hidden units for, even ones against. */
export function stirred(weights: HeadWeights): HeadWeights {
  const last = weights.layers.length - 1;
  const layers = weights.layers.map((layer, index) => {
    return index < last ? layer : { ...layer, kernel: layer.kernel.map((_, row) => (row % 2 === 0 ? 0.5 : -0.5)) };
  });
  return { ...weights, layers };
}
