import { join } from "node:path";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { selectInteractions } from "../../src/data/interactions.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { trainSlim } from "../../src/models/item-weights/train-slim.ts";
import type { OptionValues } from "../../src/models/option-specs.ts";
import { joinStates } from "../../src/models/state.ts";
import { type Trainable, type TrainingData, trainModel } from "../../src/models/train-model.ts";
import { startBackend } from "../../src/neural/backend.node.ts";
import { RERANK_CANDIDATES } from "../../src/rerankers/contest.ts";
import { crossFit } from "../../src/rerankers/cross-fitting.ts";
import { itemFacts } from "../../src/rerankers/item-facts.ts";
import { factTensors } from "../../src/rerankers/item-tensors.ts";
import { meanHead } from "../../src/rerankers/mlp/mean-head.ts";
import { trainHead } from "../../src/rerankers/mlp/train-head.ts";
import { weightsFromTensors, weightsToTensors } from "../../src/rerankers/mlp/weights.ts";
import { besideState, retrieverFingerprint } from "../../src/rerankers/retriever-state.ts";
import type { TrainedReranker } from "../../src/rerankers/trainable-reranker.ts";
import { trainerPlan } from "../../src/rerankers/trainer-plan.ts";
import { trainArtefact } from "../by-text.ts";

/** Training in one thread, in silence. */
export const CONTROL = {
  seed: 42,
  threads: 1,
  signal: new AbortController().signal,
  onPhase: () => {},
  onEpoch: () => {},
};
/** Whom the head learns from. Few: the test wants a head that reorders, not a good one. */
const HEAD_USERS = 200;

/** The files of an artefact as its readers know them. */
export function decodeFiles(files: readonly EncodedFile[]): Promise<Artefact> {
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  return decodeArtefact(async (name) => byName.get(name) ?? new Uint8Array());
}

/** The built-in catalogue: f32 factors, weights of slim beside them, a trained head. */
export async function catalogueArtefact(): Promise<readonly EncodedFile[]> {
  return trainWithHead(await openDataset("builtin:catalogue"), "f32");
}

/** MovieLens ml-latest-small from its folder: int8 factors, weights of slim beside them, ratings in order, a trained head. */
export async function movieLensArtefact(folder: string): Promise<readonly EncodedFile[]> {
  const dataset = await openDataset(join(folder, "ratings.csv"), { itemsPath: join(folder, "movies.csv") });
  return trainWithHead(dataset, "int8");
}

/** Trains a small model and packs a head with a second retriever, whether it wins or not. */
export async function trainWithHead(dataset: Dataset, precision: "f32" | "int8"): Promise<readonly EncodedFile[]> {
  const set = { factors: "32", epochs: "5", precision };
  const request = { model: "implicit-als", set, head: "none", name: undefined, users: true };
  const { files } = await trainArtefact(dataset, request, CONTROL);
  const { manifest, users, ...content } = await decodeFiles(files);
  if (!users) throw new Error("the artefact has users");
  const data = dataOf(dataset.interactions, dataset);
  const slim = await trainModel(trainSlim, data, trainSlim.model.readOptions(SLIM), CONTROL);
  const head = await trainSmallHead(dataset, manifest);
  const facts = itemFacts(dataset.interactions, dataset.items, false);
  const whole = {
    ...content,
    state: joinStates(content.state ?? new Map(), besideState(0, slim.state)),
    // Values as they were given: features read them.
    users: { ...users, histories: data.matrix },
    head: new Map([...head.weights, ...factTensors(facts)]),
  };
  return encodeArtefact(whole, {
    ...manifest,
    data: { ...manifest.data, historyValues: "given" },
    head: {
      ...head.manifest,
      retrievers: [{ kind: "slim", options: slim.options }],
      question: "missing",
      fittedTo: await retrieverFingerprint(whole),
    },
  });
}

/** Rows short enough that a fit takes no time. */
const SLIM = { neighbours: 30, epochs: 5 };

function dataOf(train: Dataset["interactions"], { items }: Dataset): TrainingData {
  return { interactions: train, matrix: toOrderedCsr(train), items };
}

/** The mean of two kinds. A head that has lost to retrieval keeps its order and would prove nothing: it is made to turn the order round. */
async function trainSmallHead(
  dataset: Dataset,
  manifest: Artefact["manifest"],
): Promise<Pick<TrainedReranker, "manifest" | "weights">> {
  const { users } = dataset.interactions;
  const rows = Uint32Array.from(users.keys()).filter((row) => (users[row] ?? 0) < HEAD_USERS);
  const planOf = (trainer: Trainable, options: OptionValues) =>
    trainerPlan(trainer, { options, dataOf: (train) => dataOf(train, dataset) }, CONTROL);
  const { examples } = await crossFit(
    [planOf(trainImplicitAls, manifest.model.options), planOf(trainSlim, trainSlim.model.readOptions(SLIM))],
    selectInteractions(dataset.interactions, rows),
    { seed: CONTROL.seed, candidateCount: RERANK_CANDIDATES, items: dataset.items, itemTimes: false },
  );
  await startBackend();
  const settings = { epochs: 3, patience: 3, seed: CONTROL.seed };
  const flat = await trainHead(examples, { ...settings, kind: "linear", hidden: [] });
  const deep = await trainHead(examples, { ...settings, kind: "mlp", hidden: [16] });
  const head = meanHead("blend", examples, flat, deep);
  if (flat.bestEpoch > 0 || deep.bestEpoch > 0) return head;
  const weights = weightsFromTensors(head.weights, head.manifest.hidden, head.manifest.features.length);
  return { manifest: head.manifest, weights: weightsToTensors({ ...weights, skip: -1 }) };
}
