import { beforeAll, describe, expect, it } from "vitest";
import type { HeadTensor } from "../../../src/artefact/artefact.ts";
import type { HeadManifest } from "../../../src/artefact/manifest.ts";
import { ArtefactError } from "../../../src/errors.ts";
import { startBackend } from "../../../src/neural/backend.node.ts";
import { createRandom } from "../../../src/random.ts";
import { createMlpHead, serveWeights } from "../../../src/rerankers/mlp/mlp-head.ts";
import { type HeadWeights, initialWeights, weightsToTensors } from "../../../src/rerankers/mlp/weights.ts";
import type { HeadInput } from "../../../src/rerankers/reranker.ts";
import { referenceScores } from "./reference-head.ts";

const SCALES = { user: 1.5, item: 0.75, product: 2, popularityMean: 3, popularityDeviation: 1.25 };

function randomInput(factorCount: number, count: number, seed: number): HeadInput {
  const random = createRandom(seed);
  const gaussians = (length: number): Float32Array => Float32Array.from({ length }, () => random.nextGaussian());
  return {
    userFactors: gaussians(factorCount),
    candidateFactors: gaussians(count * factorCount),
    retrievalScores: gaussians(count).sort().reverse(),
    popularity: Float32Array.from({ length: count }, () => random.nextInteger(500)),
    tagOverlap: Float32Array.from({ length: count }, () => random.nextFloat()),
  };
}

/** Initial weights with every zero replaced, so that each of them matters. */
function trainedWeights(factorCount: number, hidden: readonly number[], seed: number): HeadWeights {
  const random = createRandom(seed);
  const shake = (values: Float32Array): Float32Array => values.map((value) => value + 0.3 * random.nextGaussian());
  const start = initialWeights(factorCount, hidden, SCALES, random);
  const { first } = start;
  return {
    ...start,
    skip: 0.7,
    first: {
      width: first.width,
      user: shake(first.user),
      item: shake(first.item),
      product: shake(first.product),
      scalars: shake(first.scalars),
      bias: shake(first.bias),
    },
    layers: start.layers.map((layer) => ({ ...layer, kernel: shake(layer.kernel), bias: shake(layer.bias) })),
  };
}

function manifestOf(hidden: readonly number[]): HeadManifest {
  return { kind: "mlp", options: {}, candidateCount: 200, hidden };
}

beforeAll(() => startBackend());

describe("the serving head", () => {
  const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 97];

  it.each([[[]], [[5]], [[64, 32]], [[7, 3, 2]]])("with hidden layers %j equals the full network in f64", (hidden) => {
    for (const [place, count] of [...sizes, 200].entries()) {
      const factorCount = sizes[(place * 5) % sizes.length]!;
      const weights = trainedWeights(factorCount, hidden, 10 + place);
      const input = randomInput(factorCount, count, 50 + place);
      const head = createMlpHead(weightsToTensors(weights), manifestOf(hidden), factorCount);
      const expected = referenceScores(weights, input);
      const scores = head.score(input);
      head.dispose();
      expect(scores.length).toBe(count);
      for (const [row, score] of scores.entries()) {
        const tolerance = 1e-4 * Math.max(1, Math.abs(expected[row]!));
        expect(Math.abs(score - expected[row]!), `${count} candidates, ${factorCount} factors`).toBeLessThan(tolerance);
      }
    }
  });

  it("answers a wrong weight with other scores, so that the comparison can fail", () => {
    const weights = trainedWeights(8, [4], 1);
    const input = randomInput(8, 20, 2);
    const tensors = weightsToTensors(weights);
    const changed = tensors.get("first.product")!.values.slice();
    changed[3]! += 0.5;
    tensors.set("first.product", { shape: [8, 4], values: changed });
    const head = createMlpHead(tensors, manifestOf([4]), 8);
    const expected = referenceScores(weights, input);
    const errors = Array.from(head.score(input), (score, row) => Math.abs(score - expected[row]!));
    head.dispose();
    expect(Math.max(...errors)).toBeGreaterThan(1e-2);
  });

  it.each([[[]], [[5, 3]]])("with hidden layers %j needs no factors, and stores nothing of them", (hidden) => {
    const weights = trainedWeights(0, hidden, 8);
    const tensors = weightsToTensors(weights);
    expect([...tensors.keys()].filter((name) => /user|item|product/.test(name))).toEqual([]);
    const input = randomInput(0, 33, 9);
    const head = createMlpHead(tensors, manifestOf(hidden), 0);
    const expected = referenceScores(weights, input);
    for (const [row, score] of head.score(input).entries()) expect(score).toBeCloseTo(expected[row]!, 4);
    head.dispose();
  });

  it("keeps the retrieved order exactly before any training: its scores are z", () => {
    const input = randomInput(16, 200, 3);
    const head = serveWeights(initialWeights(16, [64, 32], SCALES, createRandom(4)));
    const scores = head.score(input);
    head.dispose();
    expect(Array.from(scores)).toEqual(Array.from(scores).sort((a, b) => b - a));
    const mean = scores.reduce((sum, score) => sum + score, 0) / 200;
    const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 200);
    expect(mean).toBeCloseTo(0, 6);
    expect(deviation).toBeCloseTo(1, 6);
  });

  it("gives all-equal retrieval scores z = 0, not NaN", () => {
    const input = { ...randomInput(4, 9, 5), retrievalScores: new Float32Array(9).fill(0.1) };
    const head = serveWeights(initialWeights(4, [3], SCALES, createRandom(6)));
    expect(Array.from(head.score(input))).toEqual(new Array(9).fill(0));
    head.dispose();
  });

  it("answers no candidates with no scores, and one candidate with one", () => {
    const head = serveWeights(trainedWeights(4, [3], 7));
    expect(head.score(randomInput(4, 0, 8)).length).toBe(0);
    expect(head.score(randomInput(4, 1, 8)).length).toBe(1);
    head.dispose();
  });

  it("gives the same bits whatever was scored in between", () => {
    const head = serveWeights(trainedWeights(8, [16, 8], 9));
    const [small, large] = [randomInput(8, 30, 10), randomInput(8, 150, 11)];
    const before = head.score(small);
    head.score(large);
    expect(head.score(small)).toEqual(before);
    head.dispose();
  });

  it("holds the same tensors and bytes after 1,000 requests, and none after dispose", () => {
    const probe = serveWeights(trainedWeights(8, [4], 1));
    const empty = probe.memory().tensors;
    const head = serveWeights(trainedWeights(8, [16, 8], 12));
    const input = randomInput(8, 50, 13);
    const before = head.memory();
    expect(before.tensors).toBe(empty + 4);
    for (let request = 0; request < 1000; request++) head.score(input);
    expect(head.memory()).toEqual(before);
    head.dispose();
    expect(probe.memory().tensors).toBe(empty);
    probe.dispose();
  });

  it("refuses input of the wrong length by name", () => {
    const head = serveWeights(trainedWeights(4, [3], 14));
    const input = randomInput(4, 6, 15);
    for (const name of ["userFactors", "candidateFactors", "popularity", "tagOverlap"] as const) {
      const short = { ...input, [name]: input[name].subarray(1) };
      expect(() => head.score(short)).toThrow(new RegExp(`^${name}: expected`));
    }
    head.dispose();
  });
});

describe("reading a stored head", () => {
  const tensors = (): Map<string, HeadTensor> => weightsToTensors(trainedWeights(4, [3], 16));
  const make = (weights: Map<string, HeadTensor>) => createMlpHead(weights, manifestOf([3]), 4);

  it.each(Array.from(tensors().keys()))("refuses a head without the tensor %s", (name) => {
    const without = tensors();
    without.delete(name);
    expect(() => make(without)).toThrow(ArtefactError);
  });

  it("refuses a tensor of another shape, and one with a number that is not finite", () => {
    const reshaped = tensors().set("first.bias", { shape: [4], values: new Float32Array(4) });
    expect(() => make(reshaped)).toThrow("head tensor first.bias: expected f32[3], got [4] with 4 values");
    const broken = tensors().set("skip", { shape: [1], values: Float32Array.of(Number.NaN) });
    expect(() => make(broken)).toThrow("expected f32[1] of finite numbers, got NaN at 0");
  });
});
