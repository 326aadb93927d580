import { join } from "node:path";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { type EncodedFile, encodeArtefact } from "../../src/artefact/encode.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { selectInteractions, toCsr } from "../../src/data/interactions.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { startBackend } from "../../src/neural/backend.node.ts";
import { RERANK_CANDIDATES } from "../../src/rerankers/contest.ts";
import { crossFit } from "../../src/rerankers/cross-fitting.ts";
import { type TrainedHead, trainHead } from "../../src/rerankers/mlp/train-head.ts";
import { weightsFromTensors, weightsToTensors } from "../../src/rerankers/mlp/weights.ts";
import { TAG_COLUMN } from "../../src/rerankers/tag-overlap.ts";
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

/** The built-in catalogue: f32 factors, a trained head. */
export async function catalogueArtefact(): Promise<readonly EncodedFile[]> {
  return trainWithHead(await openDataset("builtin:catalogue"), "f32");
}

/** MovieLens ml-latest-small from its folder: int8 factors, a trained head. */
export async function movieLensArtefact(folder: string): Promise<readonly EncodedFile[]> {
  const dataset = await openDataset(join(folder, "ratings.csv"), { itemsPath: join(folder, "movies.csv") });
  return trainWithHead(dataset, "int8");
}

/** Trains a small model and packs a head whether it wins or not. */
async function trainWithHead(dataset: Dataset, precision: "f32" | "int8"): Promise<readonly EncodedFile[]> {
  const set = { factors: "32", epochs: "5", precision };
  const request = { model: "implicit-als", set, head: "none", name: undefined, users: true };
  const { files } = await trainArtefact(dataset, request, CONTROL);
  const { manifest, ...content } = await decodeFiles(files);
  const head = await trainSmallHead(dataset, manifest);
  return encodeArtefact({ ...content, head: head.weights }, { ...manifest, head: head.manifest });
}

/** A head that has lost to retrieval keeps its order and would prove nothing: it is made to turn the order round. */
async function trainSmallHead(
  dataset: Dataset,
  manifest: Artefact["manifest"],
): Promise<Pick<TrainedHead, "manifest" | "weights">> {
  const { users } = dataset.interactions;
  const rows = Uint32Array.from(users.keys()).filter((row) => (users[row] ?? 0) < HEAD_USERS);
  const dataOf = (train: Dataset["interactions"]) => {
    return { interactions: train, matrix: toCsr(train), items: dataset.items };
  };
  const { examples } = await crossFit(
    trainerPlan(trainImplicitAls, { options: manifest.model.options, dataOf }, CONTROL),
    selectInteractions(dataset.interactions, rows),
    dataset.items.categories.get(TAG_COLUMN),
    RERANK_CANDIDATES,
    CONTROL.seed,
  );
  await startBackend();
  const head = await trainHead(examples, { hidden: [16, 8], epochs: 3, patience: 3, seed: CONTROL.seed });
  if (head.bestEpoch > 0) return head;
  const weights = weightsFromTensors(head.weights, head.manifest.hidden, examples.factorCount);
  return { manifest: head.manifest, weights: weightsToTensors({ ...weights, skip: -1 }) };
}
