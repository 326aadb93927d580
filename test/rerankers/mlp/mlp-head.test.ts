import { beforeAll, describe, expect, it } from "vitest";
import type { HeadTensor } from "../../../src/artefact/artefact.ts";
import { ArtefactError } from "../../../src/errors.ts";
import { startBackend } from "../../../src/neural/backend.node.ts";
import { createRandom } from "../../../src/random.ts";
import { createMlpHead, serveWeights } from "../../../src/rerankers/mlp/mlp-head.ts";
import { initialWeights, weightsToTensors } from "../../../src/rerankers/mlp/weights.ts";
import { referenceScores } from "./reference-head.ts";
import { randomInput, shakenWeights, unitScales } from "./sample-heads.ts";

const manifestOf = (hidden: readonly number[], featureCount: number) => ({
  hidden,
  features: Array.from({ length: featureCount }, (_, feature) => `f${feature}`),
});

beforeAll(() => startBackend());

describe("the serving head", () => {
  const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 97];

  it.each([[[]], [[5]], [[64, 32]], [[7, 3, 2]]])("with hidden layers %j equals the network in f64", (hidden) => {
    for (const [place, count] of [...sizes, 200].entries()) {
      const featureCount = sizes[(place * 5) % sizes.length]!;
      const weights = shakenWeights(featureCount, hidden, 10 + place);
      const input = randomInput(featureCount, count, 50 + place, 0.2);
      const head = createMlpHead(weightsToTensors(weights), manifestOf(hidden, featureCount));
      const expected = referenceScores(weights, input);
      const scores = head.score(input);
      head.dispose();
      expect(scores.length).toBe(count);
      for (const [row, score] of scores.entries()) {
        const tolerance = 1e-4 * Math.max(1, Math.abs(expected[row]!));
        expect(Math.abs(score - expected[row]!), `${count} candidates, ${featureCount} features`).toBeLessThan(
          tolerance,
        );
      }
    }
  });

  it("answers a wrong weight with other scores, so that the comparison can fail", () => {
    const weights = shakenWeights(8, [4], 1);
    const input = randomInput(8, 20, 2);
    const tensors = weightsToTensors(weights);
    const changed = tensors.get("layer0.kernel")!.values.slice();
    changed[3]! += 0.5;
    tensors.set("layer0.kernel", { shape: [8, 4], values: changed });
    const head = createMlpHead(tensors, manifestOf([4], 8));
    const expected = referenceScores(weights, input);
    const errors = Array.from(head.score(input), (score, row) => Math.abs(score - expected[row]!));
    head.dispose();
    expect(Math.max(...errors)).toBeGreaterThan(1e-2);
  });

  it("keeps the retrieved order exactly before any training: its scores are the first feature", () => {
    const input = randomInput(16, 200, 3, 0.3);
    const head = serveWeights(initialWeights([64, 32], unitScales(16), createRandom(4)));
    expect([...head.score(input)]).toEqual([...input.features.filter((_, at) => at % 16 === 0)]);
    head.dispose();
  });

  it("takes the mean of training for what is not known", () => {
    const weights = shakenWeights(6, [4], 5);
    const head = serveWeights(weights);
    const unknown = randomInput(6, 20, 6, 0.4);
    const features = unknown.features.map((value, at) => (Number.isNaN(value) ? weights.scales.means[at % 6]! : value));
    expect(unknown.features.some(Number.isNaN)).toBe(true);
    expect(head.score(unknown)).toEqual(head.score({ count: 20, features }));
    expect(head.score(unknown).every(Number.isFinite)).toBe(true);
    head.dispose();
  });

  it("answers no candidates with no scores, and one candidate with one", () => {
    const head = serveWeights(shakenWeights(4, [3], 7));
    expect(head.score(randomInput(4, 0, 8)).length).toBe(0);
    expect(head.score(randomInput(4, 1, 8)).length).toBe(1);
    head.dispose();
  });

  it("gives the same bits whatever was scored in between, and leaves what it was given", () => {
    const head = serveWeights(shakenWeights(8, [16, 8], 9));
    const [small, large] = [randomInput(8, 30, 10), randomInput(8, 150, 11)];
    const given = small.features.slice();
    const before = head.score(small);
    head.score(large);
    expect(head.score(small)).toEqual(before);
    expect(small.features).toEqual(given);
    head.dispose();
  });

  it("holds the same tensors and bytes after 1,000 requests, and none after dispose", () => {
    const probe = serveWeights(shakenWeights(8, [4], 1));
    const empty = probe.memory().tensors;
    const head = serveWeights(shakenWeights(8, [16, 8], 12));
    const input = randomInput(8, 50, 13);
    const before = head.memory();
    expect(before.tensors).toBe(empty + 6);
    for (let request = 0; request < 1000; request++) head.score(input);
    expect(head.memory()).toEqual(before);
    head.dispose();
    expect(probe.memory().tensors).toBe(empty);
    probe.dispose();
  });

  it("refuses features of the wrong length", () => {
    const head = serveWeights(shakenWeights(4, [3], 14));
    const { features } = randomInput(4, 6, 15);
    expect(() => head.score({ count: 6, features: features.subarray(1) })).toThrow("features: expected 24 elements");
    expect(() => head.score({ count: 5, features })).toThrow("features: expected 20 elements, got 24");
    head.dispose();
  });
});

describe("reading a stored head", () => {
  const tensors = (): Map<string, HeadTensor> => weightsToTensors(shakenWeights(4, [3], 16));
  const make = (weights: Map<string, HeadTensor>, featureCount = 4) =>
    createMlpHead(weights, manifestOf([3], featureCount));

  it.each(Array.from(tensors().keys()))("refuses a head without the tensor %s", (name) => {
    const without = tensors();
    without.delete(name);
    expect(() => make(without)).toThrow(ArtefactError);
  });

  it("refuses a tensor of another shape, and one with a number that is not finite", () => {
    const reshaped = tensors().set("layer0.bias", { shape: [4], values: new Float32Array(4) });
    expect(() => make(reshaped)).toThrow("head tensor layer0.bias: expected f32[3], got [4] with 4 values");
    const broken = tensors().set("skip", { shape: [1], values: Float32Array.of(Number.NaN) });
    expect(() => make(broken)).toThrow("expected f32[1] of finite numbers, got NaN at 0");
  });

  it("refuses weights of fewer features than the manifest names", () => {
    expect(() => make(tensors(), 5)).toThrow("head tensor means: expected f32[5], got [4] with 4 values");
  });

  it("ignores what an artefact keeps beside them", () => {
    const more = tensors().set("items.mean-value", { shape: [2], values: Float32Array.of(Number.NaN, 1) });
    const heads = [make(tensors()), make(more)];
    const [one, other] = heads.map((head) => head.score(randomInput(4, 6, 17)));
    expect(other).toEqual(one);
    for (const head of heads) head.dispose();
  });
});
