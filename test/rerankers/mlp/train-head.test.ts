import { beforeAll, describe, expect, it } from "vitest";
import { ndcgAtK, recallAtK } from "../../../src/evaluation/metrics.ts";
import { startBackend } from "../../../src/neural/backend.node.ts";
import { createRandom } from "../../../src/random.ts";
import type { HeadExamples } from "../../../src/rerankers/examples.ts";
import { createMlpHead, serveWeights } from "../../../src/rerankers/mlp/mlp-head.ts";
import { type TrainedHead, type TrainHeadOptions, trainHead } from "../../../src/rerankers/mlp/train-head.ts";
import { initialWeights } from "../../../src/rerankers/mlp/weights.ts";
import { judgeCandidates } from "../../../src/rerankers/validation.ts";
import { type ExampleOptions, FEATURE_NAMES, simulateExamples } from "./examples.ts";
import { unitScales } from "./sample-heads.ts";

beforeAll(() => startBackend());

function simulate(changes: Partial<ExampleOptions> = {}): HeadExamples {
  return simulateExamples({
    groupCount: 150,
    candidateCount: 40,
    seed: 20,
    positives: 3,
    relevance: ({ overlap }) => overlap,
    ...changes,
  });
}

const QUICK: TrainHeadOptions = {
  kind: "mlp",
  seed: 1,
  hidden: [16, 8],
  epochs: 12,
  learningRate: 0.01,
  regularization: 1e-4,
};
const meanDelta = (head: TrainedHead): number => head.gains.reduce((sum, delta) => sum + delta, 0) / head.gains.length;

describe("training a head", () => {
  it("finds a rule that retrieval does not know: the greatest overlap comes first", async () => {
    const head = await trainHead(simulate(), { ...QUICK, epochs: 40 });
    expect(head.manifest.validation.retrieval["ndcg@10"]).toBeLessThan(0.35);
    expect(head.manifest.validation.head["ndcg@10"]).toBeGreaterThan(0.9);
    expect(head.bestEpoch).toBeGreaterThan(0);
  });

  it.each([[[]], [[16, 8]]])("finds it in fewer groups, with hidden layers %j", async (hidden) => {
    const examples = simulate({ groupCount: 80, candidateCount: 20 });
    const head = await trainHead(examples, { ...QUICK, hidden, epochs: 30, dropout: 0.1 });
    expect(head.manifest.validation.head["ndcg@10"]).toBeGreaterThan(
      head.manifest.validation.retrieval["ndcg@10"]! + 0.3,
    );
  });

  it("finds a rule between features: the product of two of them", async () => {
    const head = await trainHead(simulate({ relevance: ({ left, right }) => left * (right - 5) }), QUICK);
    expect(head.manifest.validation.retrieval["ndcg@10"]).toBeLessThan(0.35);
    expect(head.manifest.validation.head["ndcg@10"]).toBeGreaterThan(0.8);
  });

  it("is never worse than retrieval on validation, and keeps its order where there is nothing to find", async () => {
    const noise = simulate({
      relevance: (candidate, random) => candidate.score + 0.1 * random.nextGaussian(),
    });
    const head = await trainHead(noise, { ...QUICK, learningRate: 0.05 });
    expect(head.manifest.validation.retrieval["ndcg@10"]).toBeGreaterThan(0.95);
    expect(meanDelta(head)).toBeGreaterThanOrEqual(0);
    expect(meanDelta(head)).toBeLessThan(0.02);
  });

  it("keeps the best epoch's weights: stored and read back, they score what was reported", async () => {
    const examples = simulate({ relevance: (candidate, random) => candidate.overlap + random.nextGaussian() });
    const seen: number[] = [];
    const onProgress: TrainHeadOptions["onProgress"] = ({ validation }) => seen.push(validation["ndcg@10"]);
    const trained = await trainHead(examples, { ...QUICK, epochs: 15, patience: 3, onProgress });
    const head = createMlpHead(trained.weights, trained.manifest);
    const judged = judgeCandidates(examples, head);
    head.dispose();
    expect(judged.metrics).toEqual(trained.manifest.validation.head);
    expect(trained.manifest).toMatchObject({ kind: "mlp", features: FEATURE_NAMES, candidateCount: 40 });
    expect(trained.manifest.validation.lists).toBe(30);
    expect(trained.manifest.validation.head["ndcg@10"]).toBe(Math.max(...seen));
    expect(seen.indexOf(Math.max(...seen))).toBe(trained.bestEpoch - 1);
    expect(seen.length).toBe(trained.epochs);
    expect(meanDelta(trained)).toBeCloseTo(
      trained.manifest.validation.head["ndcg@10"]! - trained.manifest.validation.retrieval["ndcg@10"]!,
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
    const wider = <T extends Float32Array | Uint8Array>(from: T, width: number, target: T): T => {
      for (let group = 0; group < 150; group++) {
        target.set(from.subarray(group * 40 * width, (group + 1) * 40 * width), group * 45 * width);
      }
      return target;
    };
    const options = { ...QUICK, epochs: 2 };
    const width = FEATURE_NAMES.length;
    const plain = await trainHead(examples, options);
    const padded = {
      ...examples,
      candidateCount: 45,
      features: wider(examples.features, width, new Float32Array(150 * 45 * width).fill(1e9)),
      labels: wider(examples.labels, 1, new Uint8Array(150 * 45).fill(1)),
    };
    const withEmptyPlaces = await trainHead(padded, options);
    expect(withEmptyPlaces.weights).toEqual(plain.weights);
    expect(withEmptyPlaces.manifest).toEqual({ ...plain.manifest, candidateCount: 45 });
  });

  it("learns from lists in which features are not known", async () => {
    const examples = simulate();
    const random = createRandom(9);
    const features = examples.features.map((value, at) => {
      return at % FEATURE_NAMES.length > 0 && random.nextFloat() < 0.2 ? Number.NaN : value;
    });
    const head = await trainHead({ ...examples, features }, { ...QUICK, epochs: 20 });
    const { retrieval, head: reached } = head.manifest.validation;
    expect(reached["ndcg@10"]).toBeGreaterThan(retrieval["ndcg@10"]! + 0.3);
    for (const { values } of head.weights.values()) expect(values.every(Number.isFinite)).toBe(true);
  });

  it("answers zero epochs with retrieval's own order", async () => {
    const head = await trainHead(simulate(), { ...QUICK, epochs: 0 });
    expect(head.bestEpoch).toBe(0);
    expect(head.manifest.validation.head).toEqual(head.manifest.validation.retrieval);
    expect(Array.from(head.gains)).toEqual(new Array(30).fill(0));
  });

  it("leaves no tensor behind, whether it ends well or not", async () => {
    const probe = serveWeights(initialWeights([], unitScales(4), createRandom(1)));
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

describe("the validation metrics", () => {
  it("are those of the evaluation room", () => {
    const examples = simulate({
      positives: 14,
      relevance: (candidate, random) => candidate.score + random.nextGaussian(),
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
      "features that are infinite",
      (examples) => ({ ...examples, features: examples.features.map((_, at) => (at === 7 ? -1 / 0 : 0)) }),
      "overlap of group 0: expected a finite number, got -Infinity",
    ],
    [
      "features of the wrong length",
      (examples) => ({ ...examples, features: examples.features.subarray(5) }),
      "features: expected 30000 elements, got 29995",
    ],
    [
      "more candidates than there is room for",
      (examples) => ({ ...examples, counts: examples.counts.map(() => 41) }),
      "counts[0]: expected an integer from 0 to 40, got 41",
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
