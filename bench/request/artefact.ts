import { encodeArtefact } from "../../src/artefact/encode.ts";
import { writeArtefact } from "../../src/artefact/folder.ts";
import { builtinDataset } from "../../src/data/catalogue/builtin.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { trainSlim } from "../../src/models/item-weights/train-slim.ts";
import { FACTORS, GRAM, readState } from "../../src/models/state.ts";
import { trainModel } from "../../src/models/train-model.ts";
import { createRandom } from "../../src/random.ts";
import { RERANK_CANDIDATES } from "../../src/rerankers/contest.ts";
import { featureSpace } from "../../src/rerankers/features.ts";
import { type ItemFacts, itemFacts } from "../../src/rerankers/item-facts.ts";
import { scoresAlone } from "../../src/rerankers/look.ts";
import { initialWeights, weightsToTensors } from "../../src/rerankers/mlp/weights.ts";
import { questionOf } from "../../src/rerankers/question.ts";
import { besideState, retrieverFingerprint } from "../../src/rerankers/retriever-state.ts";

const SEED = 1;
/** That of the head by default. */
const HIDDEN = [32];

/**
 * Makes an artefact of the built-in catalogue in `folder`: 64 factors, few epochs, users with their histories, and a head of the
 * usual size that was not trained, behind the factors and weights of slim. What it recommends is worth little; a request costs
 * what it always costs.
 */
export async function makeArtefact(folder: string): Promise<void> {
  const { name, note, interactions, items, fingerprint } = await builtinDataset();
  const histories = toOrderedCsr(interactions);
  const data = { interactions, matrix: histories, items };
  const context = { seed: SEED, threads: 1 };
  const model = await trainModel(trainImplicitAls, data, implicitAlsOptions({ epochs: 3 }, histories), context);
  const slim = await trainModel(trainSlim, data, trainSlim.model.readOptions({ epochs: 3 }), context);
  const factorCount = Number(model.options.factors);
  const reader = readState("implicit-als", model.state);
  const content = {
    items,
    popularity: countInteractions(histories),
    factors: { precision: "f32", values: reader.f32(FACTORS) },
    gram: reader.f32(GRAM),
    weights: undefined,
    state: besideState(0, slim.state),
    users: { userIds: interactions.userIds, histories },
  } as const;
  const features = namesOf(["implicit-als", "slim"], itemFacts(interactions, items, false));
  const files = await encodeArtefact(
    { ...content, head: headWeights(features.length) },
    {
      name,
      model: { kind: "implicit-als", options: model.options, precision: "f32", factorCount },
      head: {
        kind: "mlp",
        options: {},
        candidateCount: RERANK_CANDIDATES,
        hidden: HIDDEN,
        features,
        retrievers: [{ kind: "slim", options: slim.options }],
        question: questionOf(interactions),
        validation: { lists: 0, retrieval: {}, head: {} },
        fittedTo: await retrieverFingerprint(content),
      },
      seed: SEED,
      data: {
        name,
        fingerprint,
        users: histories.rowCount,
        items: histories.columnCount,
        interactions: histories.indices.length,
        feedback: "implicit",
        note,
      },
      evaluations: [],
    },
  );
  await writeArtefact(folder, files);
}

/** What features of these retrievers are called; names depend on no fit. */
function namesOf(kinds: readonly string[], facts: ItemFacts): readonly string[] {
  const nothing = { items: new Uint32Array(0), scores: new Float32Array(0) };
  const retrievers = kinds.map((name) => ({
    name,
    knowsLikeness: true,
    best: () => nothing,
    look: () => scoresAlone(nothing.scores),
  }));
  return featureSpace(retrievers, facts).names;
}

/** Weights of the usual size. Features would be scaled by constants measured in training; for the time of a request any will do. */
function headWeights(featureCount: number) {
  const scales = { means: new Float32Array(featureCount), deviations: new Float32Array(featureCount).fill(1) };
  return weightsToTensors(initialWeights(HIDDEN, scales, createRandom(SEED)));
}
