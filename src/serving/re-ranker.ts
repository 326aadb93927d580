import type { Artefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../errors.ts";
import { restoreModel } from "../models/restore-model.ts";
import type { FindModel } from "../models/restore-with.ts";
import { createRetrieval } from "../models/retrieval/create-retrieval.ts";
import type { RetrievalOptions, Retrieved } from "../models/retrieval/retrieval.ts";
import type { ServedModel } from "../models/served-model.ts";
import { divideStates } from "../rerankers/divide-states.ts";
import { featureSpace } from "../rerankers/features.ts";
import { factsOfTensors } from "../rerankers/item-tensors.ts";
import { type ScoredCandidates, scoreCandidates } from "../rerankers/rank-candidates.ts";
import type { Head } from "../rerankers/reranker.ts";
import { type Retriever, retrieverOf } from "../rerankers/retriever.ts";
import type { Restored } from "./create-retrieval.ts";
import type { History } from "./history.ts";
import { weightsOfHistory } from "./re-weighed-history.ts";

/** What orders the best items of an engine anew. */
export interface ReRanker {
  /** How many items are ordered, at most. */
  readonly candidateCount: number;
  /** Bytes of kernel memory of the retrievers beside the model. */
  readonly memoryBytes: number;
  /** The best items of all retrievers with the head's scores; `retrieved` are those of the model. */
  score(history: History, retrieved: Retrieved, options: RetrievalOptions): ScoredCandidates;
}

/**
 * The head behind a retrieval, with the retrievers that it needs beside that. undefined where the artefact names no head. Throws ArtefactError `head-features` for a head of other features than its retrievers and the catalogue give, and
 * what restoring a model throws.
 */
export function createReRanker(
  artefact: Artefact,
  { retrieval, served }: Restored,
  head: Head,
  kernelModule: WebAssembly.Module,
  find: FindModel,
): ReRanker | undefined {
  const { manifest, items, popularity } = artefact;
  if (!manifest.head || !retrieval || !artefact.head) return undefined;
  const { candidateCount, features = [] } = manifest.head;
  const beside = retrieversBeside(artefact, kernelModule, find);
  const first = retrieverOf(manifest.model.kind, served, retrieval);
  const retrievers = [first, ...beside.map(({ retriever }) => retriever)];
  const space = featureSpace(retrievers, factsOfTensors(artefact.head, popularity, items));
  if (space.names.join() !== features.join()) {
    const expected = `head: expected features ${features.join(", ")}`;
    throw new ArtefactError(
      "head-features",
      `${expected}, but this artefact gives ${space.names.join(", ")}; train it anew`,
    );
  }
  const atWork = { head, retrievers, space, candidateCount };
  return {
    candidateCount,
    get memoryBytes() {
      return beside.reduce((sum, one) => sum + one.memoryBytes(), 0);
    },
    score: (history, retrieved, options) => {
      const person = {
        items: history.items,
        values: history.values,
        sequence: history.sequence,
        weightsFor: (model: Pick<ServedModel, "weigh" | "sentWeight">) =>
          model === served ? history.weights : weightsOfHistory(history, model),
      };
      return scoreCandidates(atWork, person, first.listed(person, retrieved), options);
    },
  };
}

/** A retriever beside the model, and its memory. */
interface Beside {
  readonly retriever: Retriever;
  memoryBytes(): number;
}

function retrieversBeside(
  { manifest, popularity, state, users }: Artefact,
  kernelModule: WebAssembly.Module,
  find: FindModel,
): Beside[] {
  const { retrievers = [] } = manifest.head ?? {};
  const { beside } = divideStates(state ?? new Map(), retrievers.length);
  const explicit = manifest.data.feedback === "explicit";
  const surroundings = { popularity, explicit, histories: users?.histories, kernelModule };
  return retrievers.map(({ kind, options }, place) => {
    const served = restoreModel(find, kind, options, beside[place] ?? new Map(), surroundings);
    const retrieval = createRetrieval(served, { kernelModule, popularity });
    if (retrieval) return { retriever: retrieverOf(kind, served, retrieval), memoryBytes: () => retrieval.memoryBytes };
    throw new ArtefactError(
      "unknown-model",
      `head.retrievers: expected models that find items by a history, got ${kind}`,
    );
  });
}
