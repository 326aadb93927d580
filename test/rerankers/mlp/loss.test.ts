import { dispose, tensor, tidy, type Variable } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "../../../src/neural/backend.node.ts";
import { createRandom } from "../../../src/random.ts";
import { createBatchMaker, type HeadBatch } from "../../../src/rerankers/mlp/batches.ts";
import { listwiseLoss } from "../../../src/rerankers/mlp/loss.ts";
import { createParameters, disposeParameters, type HeadParameters } from "../../../src/rerankers/mlp/parameters.ts";
import { measureScales } from "../../../src/rerankers/mlp/scales.ts";
import { lossAndGradients, type MakeMask } from "../../../src/rerankers/mlp/training-step.ts";
import { initialWeights } from "../../../src/rerankers/mlp/weights.ts";
import { simulateExamples } from "./examples.ts";

beforeAll(() => startBackend());

describe("the listwise loss", () => {
  const batchOf = (offsets: number[], targets: number[]): HeadBatch => ({
    groupCount: 1,
    slotCount: offsets.length,
    rows: new Float32Array(0),
    retrieval: new Float32Array(0),
    offsets: Float32Array.from(offsets),
    targets: Float32Array.from(targets),
  });

  it("is ln n for one positive among n equal scores, with gradient 1/n − target", () => {
    const gradient = new Float32Array(4);
    const loss = listwiseLoss(new Float32Array(4).fill(7), batchOf([0, 0, 0, 0], [1, 0, 0, 0]), gradient);
    expect(loss).toBeCloseTo(Math.log(4), 12);
    expect(Array.from(gradient)).toEqual([-0.75, 0.25, 0.25, 0.25]);
  });

  it("lets a drawn negative stand for as many as its offset says, and ignores empty slots", () => {
    const gradient = new Float32Array(3);
    const loss = listwiseLoss(new Float32Array(3), batchOf([0, Math.log(7), -1e9], [1, 0, 0]), gradient);
    expect(loss).toBeCloseTo(Math.log(8), 6);
    expect(gradient[2]).toBe(0);
  });

  it("stays finite for scores far apart", () => {
    const gradient = new Float32Array(2);
    expect(listwiseLoss(Float32Array.of(-1e4, 1e4), batchOf([0, 0], [1, 0]), gradient)).toBeCloseTo(2e4, 6);
    expect(Array.from(gradient)).toEqual([-1, 1]);
  });
});

describe("the gradient on the WASM backend", () => {
  const examples = simulateExamples({
    groupCount: 10,
    candidateCount: 8,
    seed: 5,
    positives: 2,
    relevance: ({ left, right }, random) => left * right + random.nextGaussian(),
  });
  const scales = measureScales(examples);
  const batches = createBatchMaker(examples, scales, 4);
  const batch = batches.make(batches.groups, createRandom(6));

  /** Largest difference between the gradient and central differences, over every weight of every trained parameter. */
  function largestError(hidden: readonly number[], regularization: number, mask: MakeMask | undefined): number {
    const random = createRandom(7);
    const start = initialWeights(hidden, scales, random);
    const parameters = createParameters(start);
    // The last layer starts at zero, which would hide the layers before it.
    for (const one of variablesOf(parameters)) {
      const shaken = one.dataSync<"float32">().map((value) => value + 0.5 * random.nextGaussian());
      writeValues(one, shaken);
    }
    const { gradients } = lossAndGradients(parameters, batch, regularization, mask);
    let error = 0;
    for (const one of variablesOf(parameters)) {
      const found = gradients[one.name]?.dataSync<"float32">();
      const values = one.dataSync<"float32">();
      for (const [place, value] of values.entries()) {
        const [high, low] = [1, -1].map((direction) => {
          const moved = values.slice();
          moved[place] = value + direction * 2e-3;
          writeValues(one, moved);
          const result = lossAndGradients(parameters, batch, regularization, mask);
          dispose(Object.values(result.gradients));
          return { loss: result.loss, at: moved[place]! };
        });
        // A parameter without a gradient must not matter to the loss at all.
        error = Math.max(error, Math.abs((high!.loss - low!.loss) / (high!.at - low!.at) - (found?.[place] ?? 0)));
      }
      writeValues(one, values);
    }
    dispose(Object.values(gradients));
    disposeParameters(parameters);
    return error;
  }

  const keepTwoOfThree: MakeMask = (length) => Float32Array.from({ length }, (_, place) => (place % 3 === 0 ? 0 : 1.5));

  it.each([
    ["a linear head", [], 0, undefined],
    ["one hidden layer", [4], 0, undefined],
    ["two hidden layers and a penalty", [5, 3], 0.1, undefined],
    ["two hidden layers and dropout", [6, 3], 0, keepTwoOfThree],
  ] as const)("agrees with finite differences for %s", (_, hidden, regularization, mask) => {
    expect(largestError(hidden, regularization, mask)).toBeLessThan(3e-3);
  });
});

function variablesOf({ skip, layers }: HeadParameters): Variable[] {
  return [skip, ...layers.flatMap(({ kernel, bias }) => [kernel, bias])];
}

function writeValues(target: Variable, values: Float32Array): void {
  tidy(() => target.assign(tensor(values, target.shape)));
}
