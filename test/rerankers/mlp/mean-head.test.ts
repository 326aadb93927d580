import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "../../../src/neural/backend.node.ts";
import { meanHead } from "../../../src/rerankers/mlp/mean-head.ts";
import { meanWeights } from "../../../src/rerankers/mlp/mean-weights.ts";
import { createMlpHead, serveWeights } from "../../../src/rerankers/mlp/mlp-head.ts";
import { trainHead } from "../../../src/rerankers/mlp/train-head.ts";
import type { HeadWeights } from "../../../src/rerankers/mlp/weights.ts";
import type { HeadInput } from "../../../src/rerankers/reranker.ts";
import { judgeCandidates } from "../../../src/rerankers/validation.ts";
import { FEATURE_NAMES, simulateExamples } from "./examples.ts";
import { referenceScores } from "./reference-head.ts";
import { randomInput, shakenWeights } from "./sample-heads.ts";

beforeAll(() => startBackend());

function pairOf(featureCount: number, width: number, seed: number): readonly [HeadWeights, HeadWeights] {
  const flat = shakenWeights(featureCount, [], seed);
  const deep = shakenWeights(featureCount, [width], seed + 1);
  return [
    { ...flat, skip: -0.3 },
    { ...deep, scales: flat.scales },
  ];
}

function served(weights: HeadWeights, input: HeadInput): Float32Array {
  const head = serveWeights(weights);
  const scores = head.score(input);
  head.dispose();
  return scores;
}

describe("the mean of two heads as one network", () => {
  const sizes = [
    [1, 1],
    [2, 5],
    [7, 16],
    [16, 7],
    [24, 32],
    [33, 31],
  ] as const;

  it.each(sizes)("scores their mean: %i features, %i hidden units", (featureCount, width) => {
    const [flat, deep] = pairOf(featureCount, width, 20 + width);
    const input = randomInput(featureCount, 200, 3 * width, 0.2);
    const mean = meanWeights(flat, deep);
    expect(mean.layers.map((layer) => layer.width)).toEqual([width + 2, 1]);
    const [one, other] = [referenceScores(flat, input), referenceScores(deep, input)];
    const [ours, first, second] = [served(mean, input), served(flat, input), served(deep, input)];
    for (const [row, score] of referenceScores(mean, input).entries()) {
      // Weights are halved, which rounds nothing; biases are added, and round once.
      const size = 1 + Math.abs(one[row]!) + Math.abs(other[row]!);
      expect(Math.abs(score - (one[row]! + other[row]!) / 2) / size).toBeLessThan(1e-6);
      expect(Math.abs(ours[row]! - (first[row]! + second[row]!) / 2) / size).toBeLessThan(1e-6);
    }
  });

  it("leaves both as they were", () => {
    const pair = pairOf(5, 3, 1);
    const before = structuredClone(pair);
    meanWeights(...pair);
    expect(pair).toEqual(before);
  });
});

describe("the mean of two trained heads", () => {
  it("is judged as it is served, on the lists that judged its parts", async () => {
    const examples = simulateExamples({
      groupCount: 100,
      candidateCount: 30,
      seed: 20,
      positives: 3,
      relevance: ({ overlap, left, right }) => overlap + left * (right - 5),
    });
    const quick = { seed: 1, epochs: 4, learningRate: 0.01 };
    const flat = await trainHead(examples, { ...quick, kind: "linear", hidden: [] });
    const deep = await trainHead(examples, { ...quick, kind: "mlp", hidden: [16] });
    const { manifest, weights, gains } = meanHead("blend", examples, flat, deep);
    expect(manifest).toMatchObject({ kind: "blend", hidden: [18], candidateCount: 30, features: FEATURE_NAMES });
    expect(manifest.options).toEqual({ ...deep.manifest.options, linearBestEpoch: flat.bestEpoch });
    const head = createMlpHead(weights, manifest);
    const [retrieval, judged] = [judgeCandidates(examples, undefined), judgeCandidates(examples, head)];
    head.dispose();
    const lists = retrieval.users;
    expect(manifest.validation).toEqual({ lists, retrieval: retrieval.metrics, head: judged.metrics });
    expect(gains).toEqual(judged.ndcg.map((value, list) => value - retrieval.ndcg[list]!));
    expect(judged.metrics).not.toEqual(deep.manifest.validation.head);
  });
});
