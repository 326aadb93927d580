import { beforeAll, describe, expect, it } from "vitest";
import { ndcgAtK, recallAtK } from "../../../src/evaluation/metrics.ts";
import { startBackend } from "../../../src/neural/backend.node.ts";
import { createRandom } from "../../../src/random.ts";
import type { HeadExamples } from "../../../src/rerankers/examples.ts";
import { createMlpHead, serveWeights } from "../../../src/rerankers/mlp/mlp-head.ts";
import { type TrainedHead, type TrainHeadOptions, trainHead } from "../../../src/rerankers/mlp/train-head.ts";
import { initialWeights } from "../../../src/rerankers/mlp/weights.ts";
import { judgeCandidates } from "../../../src/rerankers/validation.ts";
import { type ExampleOptions, simulateExamples } from "./examples.ts";

beforeAll(() => startBackend());

function simulate(changes: Partial<ExampleOptions> = {}): HeadExamples {
  return simulateExamples({
    groupCount: 150,
    candidateCount: 40,
    factorCount: 4,
    seed: 20,
    positives: 3,
    relevance: (candidate) => candidate.tagOverlap,
    ...changes,
  });
}

const QUICK: TrainHeadOptions = { seed: 1, hidden: [16, 8], epochs: 12, learningRate: 0.01, regularization: 1e-4 };
const meanDelta = (head: TrainedHead): number =>
  head.perUserDelta.reduce((sum, delta) => sum + delta, 0) / head.perUserDelta.length;

describe("training a head", () => {
  it("finds a rule that retrieval does not know: the best tag overlap comes first", async () => {
    const head = await trainHead(simulate(), { ...QUICK, epochs: 40 });
    expect(head.validation.retrieval["ndcg@10"]).toBeLessThan(0.35);
    expect(head.validation.head["ndcg@10"]).toBeGreaterThan(0.9);
    expect(head.bestEpoch).toBeGreaterThan(0);
  });

  it.each([[[]], [[16, 8]]])("finds it without factors, with hidden layers %j", async (hidden) => {
    const examples = simulate({ factorCount: 0, groupCount: 80, candidateCount: 20 });
    const head = await trainHead(examples, { ...QUICK, hidden, epochs: 30, dropout: 0.1 });
    expect(head.validation.head["ndcg@10"]).toBeGreaterThan(head.validation.retrieval["ndcg@10"] + 0.3);
  });

  it("finds a rule between user and item: the product of their factors", async () => {
    const head = await trainHead(simulate({ relevance: (candidate) => candidate.dot }), QUICK);
    expect(head.validation.retrieval["ndcg@10"]).toBeLessThan(0.35);
    expect(head.validation.head["ndcg@10"]).toBeGreaterThan(0.8);
  });

  it("is never worse than retrieval on validation, and keeps its order where there is nothing to find", async () => {
    const noise = simulate({
      relevance: (candidate, random) => candidate.retrievalScore + 0.1 * random.nextGaussian(),
    });
    const head = await trainHead(noise, { ...QUICK, learningRate: 0.05 });
    expect(head.validation.retrieval["ndcg@10"]).toBeGreaterThan(0.95);
    expect(meanDelta(head)).toBeGreaterThanOrEqual(0);
    expect(meanDelta(head)).toBeLessThan(0.02);
  });

  it("keeps the best epoch's weights: stored and read back, they score what was reported", async () => {
    const examples = simulate({ relevance: (candidate, random) => candidate.tagOverlap + random.nextGaussian() });
    const seen: number[] = [];
    const onProgress: TrainHeadOptions["onProgress"] = ({ validation }) => seen.push(validation["ndcg@10"]);
    const trained = await trainHead(examples, { ...QUICK, epochs: 15, patience: 3, onProgress });
    const head = createMlpHead(trained.weights, trained.manifest, 4);
    const judged = judgeCandidates(examples, head);
    head.dispose();
    expect(judged.metrics).toEqual(trained.validation.head);
    expect(trained.validation.head["ndcg@10"]).toBe(Math.max(...seen));
    expect(seen.indexOf(Math.max(...seen))).toBe(trained.bestEpoch - 1);
    expect(seen.length).toBe(trained.epochs);
    expect(meanDelta(trained)).toBeCloseTo(
      trained.validation.head["ndcg@10"] - trained.validation.retrieval["ndcg@10"],
      12,
    );
  });

  it("gives the same bits for the same seed, and others for another", async () => {
    const options = { ...QUICK, epochs: 2, dropout: 0.2 };
    const [first, again, other] = [
      await trainHead(simulate(), options),
      await trainHead(simulate(), options),
      await trainHead(simulate(), { ...options, seed: 2 }),
    ];
    expect(again).toEqual(first);
    expect(other.weights).not.toEqual(first.weights);
  });

  it("is not moved by what stands at empty places", async () => {
    const examples = simulate();
    const padded = { ...examples, candidateCount: 45 };
    const pad = <T extends Float32Array | Uint32Array | Uint8Array>(from: T, filler: number): T => {
      const longer = from.slice(0, 0).constructor as new (length: number) => T;
      const target = new longer((from.length / 40) * 45).fill(filler) as T;
      for (let group = 0; group < from.length / 40; group++) {
        target.set(from.subarray(group * 40, (group + 1) * 40), group * 45);
      }
      return target;
    };
    const options = { ...QUICK, epochs: 2 };
    const plain = await trainHead(examples, options);
    const withEmptyPlaces = await trainHead(
      {
        ...padded,
        candidateItems: pad(examples.candidateItems, 0xffff_ffff),
        retrievalScores: pad(examples.retrievalScores, Number.NEGATIVE_INFINITY),
        tagOverlap: pad(examples.tagOverlap, 0),
        labels: pad(examples.labels, 0),
      },
      options,
    );
    expect(withEmptyPlaces.weights).toEqual(plain.weights);
    expect(withEmptyPlaces.validation).toEqual(plain.validation);
  });

  it("answers zero epochs with retrieval's own order", async () => {
    const head = await trainHead(simulate(), { ...QUICK, epochs: 0 });
    expect(head.bestEpoch).toBe(0);
    expect(head.validation.head).toEqual(head.validation.retrieval);
    expect(Array.from(head.perUserDelta)).toEqual(new Array(30).fill(0));
  });

  it("leaves no tensor behind, whether it ends well or not", async () => {
    const probe = serveWeights(initialWeights(4, [], { ...SCALES }, createRandom(1)));
    const before = probe.memory().tensors;
    await trainHead(simulate(), { ...QUICK, epochs: 1 });
    await trainHead(simulate(), { ...QUICK, signal: AbortSignal.abort() }).catch(() => undefined);
    expect(probe.memory().tensors).toBe(before);
    probe.dispose();
  });

  it("says which option to lower when it diverges", async () => {
    const options = { ...QUICK, hidden: [64, 64, 64, 64], learningRate: 1e6 };
    await expect(trainHead(simulate(), options)).rejects.toThrow(
      /^head training diverged: loss .* in epoch 1, step 2, .*; lower learningRate \(1000000\)/,
    );
  });

  it("stops when its signal says so", async () => {
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    const training = trainHead(simulate(), { ...QUICK, onProgress, signal: stop.signal });
    await expect(training).rejects.toMatchObject({ code: "interrupted", message: /in epoch 2/ });
  });
});

const SCALES = { user: 1, item: 1, product: 1, popularityMean: 0, popularityDeviation: 1 };

describe("the validation metrics", () => {
  it("are those of the evaluation room", () => {
    const examples = simulate({
      positives: 14,
      relevance: (candidate, random) => candidate.retrievalScore + random.nextGaussian(),
    });
    // Six held-out items that retrieval did not find.
    examples.positiveCounts.fill(20);
    const judged = judgeCandidates(examples, undefined);
    const rankings = Array.from(examples.groupsValidation, (group) => ({
      hits: examples.labels.subarray(group * 40, (group + 1) * 40),
      relevantCount: 20,
    }));
    expect(Array.from(judged.ndcg)).toEqual(rankings.map((ranking) => ndcgAtK(ranking, 10)));
    const recalls = rankings.map((ranking) => recallAtK(ranking, 10));
    expect(judged.metrics["recall@10"]).toBeCloseTo(recalls.reduce((sum, recall) => sum + recall, 0) / 30, 12);
  });

  it("leave out users without held-out items", () => {
    const examples = simulate();
    const [group] = examples.groupsValidation;
    examples.positiveCounts[group!] = 0;
    expect(judgeCandidates(examples, undefined).users).toBe(29);
  });
});

describe("examples that cannot be learnt from", () => {
  const refusals: [string, (examples: HeadExamples) => HeadExamples, string][] = [
    [
      "a group on both sides",
      (examples) => ({ ...examples, groupsValidation: examples.groupsTrain }),
      "it comes twice",
    ],
    ["no validation group", (examples) => ({ ...examples, groupsValidation: new Uint32Array(0) }), "groupsValidation"],
    [
      "no positive",
      (examples) => ({ ...examples, labels: new Uint8Array(6000) }),
      "groupsTrain: expected a group with both",
    ],
    [
      "an unknown item",
      (examples) => ({ ...examples, candidateItems: examples.candidateItems.map(() => 999) }),
      "below 120, got 999",
    ],
    [
      "too few positiveCounts",
      (examples) => ({ ...examples, positiveCounts: new Uint32Array(150) }),
      "positiveCounts[0]",
    ],
    [
      "labels of the wrong length",
      (examples) => ({ ...examples, labels: new Uint8Array(3) }),
      "labels: expected 6000 elements, got 3",
    ],
    [
      "factors that are not finite",
      (examples) => ({ ...examples, userFactors: examples.userFactors.map(() => Number.NaN) }),
      "scale of user is NaN",
    ],
  ];

  it.each(refusals)("are refused: %s", async (_, spoil, message) => {
    await expect(trainHead(spoil(simulate()), QUICK)).rejects.toThrow(message);
  });

  it.each([
    [{ hidden: [0] }, "hidden: expected an integer from 1 to 512, got 0"],
    [{ hidden: [1, 1, 1, 1, 1] }, "hidden: expected at most 4 widths, got 5"],
    [{ learningRate: 0 }, "learningRate: expected a number"],
    [{ dropout: 1 }, "dropout: expected a number from 0 to 0.9, got 1"],
  ])("are not even looked at with bad options: %j", async (options, message) => {
    await expect(trainHead(simulate(), { ...QUICK, ...options })).rejects.toThrow(message);
  });
});
