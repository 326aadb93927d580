import type { Artefact } from "../../src/artefact/artefact.ts";
import { csrState, WEIGHTS } from "../../src/models/state.ts";
import type { Head, HeadInput } from "../../src/rerankers/reranker.ts";
import { besideState } from "../../src/rerankers/retriever-state.ts";
import { featureNames } from "../rerankers/untrained-head.ts";
import { artefact } from "./fixture.ts";
import { weightsArtefact } from "./weights-fixture.ts";

/** The weights of weights-fixture.ts as the state of slim. */
export function slimState() {
  const { weights } = weightsArtefact();
  if (!weights) throw new Error("the fixture has weights");
  return csrState(WEIGHTS, weights);
}

/** The fixture's factors, and beside them its weights: items 1, 2 and 3 behind one of the history are found by these alone. */
export function twoRetrievers(candidateCount: number): Artefact {
  const content = artefact();
  const features = featureNames(["implicit-als", "slim"], content);
  const headed = artefact({ candidateCount, features, retrievers: [{ kind: "slim", options: {} }] });
  return { ...headed, state: besideState(0, slimState()) };
}

/** A head whose scores depend on everything it is given; what is not known counts as −2. */
export const readingAll: Head = {
  score: ({ count, features }) => {
    const width = features.length / count;
    return Float32Array.from({ length: count }, (_, row) =>
      features
        .subarray(row * width, (row + 1) * width)
        .reduce((sum, value, at) => sum + Math.cos(at) * (Number.isNaN(value) ? -2 : value), 0),
    );
  },
  memory: () => ({ tensors: 0, bytes: 0 }),
  dispose: () => undefined,
};

/** The same, which remembers what it was given. */
export function recording() {
  const inputs: HeadInput[] = [];
  const head: Head = {
    ...readingAll,
    score: (input) => {
      inputs.push({ ...input, features: input.features.slice() });
      return readingAll.score(input);
    },
  };
  return { head, inputs };
}
