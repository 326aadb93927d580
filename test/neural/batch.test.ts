import { describe, expect, it } from "vitest";
import type { Batch } from "../../src/neural/batch.ts";
import { lossOf } from "../../src/neural/losses.ts";
import { createNetwork } from "../../src/neural/network.ts";
import { cutRows } from "../../src/neural/parts.ts";
import { createPlainMath } from "../../src/neural/plain-math.ts";
import { PARTS, planNetwork } from "../../src/neural/plan.ts";
import { build, type Problem } from "./differences.ts";
import { LAYER_PROBLEMS, NETWORK_PROBLEMS } from "./problems.ts";

const MF = LAYER_PROBLEMS.dot!;
const TERMS = LAYER_PROBLEMS["softmax-items"]!;
const CANDIDATES = LAYER_PROBLEMS["softmax-items of candidates"]!;
const PAIRS = NETWORK_PROBLEMS["a table that terms, indices and candidates share, with pairs"]!;
const PROBLEMS = { ...LAYER_PROBLEMS, ...NETWORK_PROBLEMS };
const run = (problem: Problem, batch: Partial<Batch>) =>
  build(problem).differentiate({ ...problem.batch, ...batch }, lossOf(problem.loss), { seed: 1, step: 1 });
const inputs = (problem: Problem, name: string, value: unknown): Partial<Batch> => ({
  inputs: { ...problem.batch.inputs, [name]: value } as Batch["inputs"],
});

describe("a batch that does not fit is refused", () => {
  const { offsets, indices, values } = TERMS.batch.inputs.history as {
    offsets: Uint32Array;
    indices: Uint32Array;
    values: Float32Array;
  };
  it.each<[string, Problem, Partial<Batch>, RegExp]>([
    ["more rows", MF, { rows: 76 }, /^batch.rows: expected an integer from 1 to 75, got 76$/],
    ["another length", MF, { rows: 74 }, /^batch.inputs.user: expected 74 elements, got 75$/],
    [
      "an index that is too large",
      MF,
      inputs(MF, "item", new Uint32Array(75).fill(20, 3)),
      /^batch.inputs.item\[3\]: expected an integer from 0 to 19, got 20$/,
    ],
    ["no input", MF, { inputs: {} }, /^batch.inputs.user: expected a Uint32Array, got undefined$/],
    [
      "numbers for indices",
      MF,
      inputs(MF, "user", new Float32Array(75)),
      /^batch.inputs.user: expected a Uint32Array, got an object$/,
    ],
    [
      "indices for terms",
      TERMS,
      inputs(TERMS, "history", new Uint32Array(75)),
      /^batch.inputs.history: expected offsets and indices/,
    ],
    [
      "short offsets",
      TERMS,
      inputs(TERMS, "history", { offsets: offsets.slice(1), indices }),
      /^batch.inputs.history.offsets: expected 76/,
    ],
    [
      "offsets that do not fit",
      TERMS,
      inputs(TERMS, "history", { offsets, indices: indices.slice(1) }),
      /^batch.inputs.history.offsets: expected to end at/,
    ],
    [
      "short values",
      TERMS,
      inputs(TERMS, "history", { offsets, indices, values: values.slice(1) }),
      /^batch.inputs.history.values: expected/,
    ],
    [
      "a target beyond",
      TERMS,
      { targets: { offsets, indices: indices.map(() => 11) } },
      /^batch.targets.indices\[0\]: expected an integer from 0 to 10, got 11$/,
    ],
    ["items for numbers", MF, { targets: { offsets, indices } }, /^batch.targets: expected numbers, got items$/],
    ["numbers for items", TERMS, { targets: { values } }, /^batch.targets: expected items, got numbers$/],
    [
      "short targets",
      MF,
      { targets: { values: new Float32Array(74) } },
      /^batch.targets.values: expected 75 elements, got 74$/,
    ],
    ["no candidates", CANDIDATES, { candidates: 0 }, /^batch.candidates: expected an integer from 1 to 13, got 0$/],
    [
      "half a pair",
      PAIRS,
      {
        rows: 69,
        inputs: { item: new Uint32Array(69), history: { offsets: new Uint32Array(70), indices: new Uint32Array() } },
      },
      /^batch.rows: bpr expects pairs of rows, got 69 rows$/,
    ],
  ])("%s", (_, problem, batch, message) => {
    expect(() => run(problem, batch)).toThrow(message);
  });

  it("numbers that are none, where they have a weight", () => {
    const values = new Float32Array(75);
    values[3] = Number.NaN;
    expect(() => run(MF, { targets: { values } })).toThrow(
      /^batch.targets.values\[3\]: expected a finite number, got NaN$/,
    );
    const weights = new Float32Array(75).fill(1);
    weights[3] = 0;
    expect(Number.isFinite(run(MF, { targets: { values, weights } }).mean)).toBe(true);
    expect(() => run(MF, { targets: { values: weights, weights: values } })).toThrow(/^batch.targets.weights\[3\]/);
    const x = new Float32Array(75 * 5).fill(Number.POSITIVE_INFINITY, 7, 8);
    expect(() => run(LAYER_PROBLEMS.dense!, { inputs: { x } })).toThrow(/^batch.inputs.x\[7\]: .* got Infinity$/);
  });

  it("without targets", () => {
    expect(() => run(MF, { targets: undefined })).toThrow(/^batch.targets: expected numbers, got undefined$/);
    expect(() => run(TERMS, { targets: undefined })).toThrow(/^batch.targets: expected items, got undefined$/);
  });
});

describe("a batch", () => {
  it("is cut into parts by its rows alone", () => {
    for (let rows = 1; rows <= 2000; rows++) {
      const parts = cutRows(rows);
      expect(parts.length).toBeLessThanOrEqual(PARTS);
      expect(parts.map(({ number }) => number)).toEqual([...parts.keys()]);
      expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(rows);
      expect(
        parts.every((part, at) => part.rows > 0 && part.begin % 4 === 0 && part.begin === at * parts[0]!.rows),
      ).toBe(true);
    }
  });

  it.each(Object.keys(PROBLEMS))("has one result to the bit, in whatever order its parts are worked on: %s", (name) => {
    const { network: spec, loss, batch } = PROBLEMS[name]!;
    const built = build(PROBLEMS[name]!, 4);
    const backwards = createNetwork(built.plan, createPlainMath(built.plan.bytes), (job, units, _, work) => {
      for (let unit = units - 1; unit >= 0; unit--) work(job, unit);
    });
    backwards.initialise(5);
    const [first, second] = [built, backwards].map((network) => {
      const { mean, batch: loaded } = network.differentiate(batch, lossOf(loss), { seed: 1, step: 1 });
      const parameters = network.plan.parameters.map(({ name, spec }) =>
        spec.kind === "statistic" ? network.weights(name) : network.gradients(name, loaded),
      );
      return { mean, parameters };
    });
    expect(spec.nodes.length).toBeGreaterThan(1);
    expect(second).toEqual(first);
  });

  it("is answered the same by a network that cannot train, in less memory", () => {
    const trained = build(MF, 4);
    const plan = planNetwork(MF.network, { rows: 75 });
    expect(plan.bytes).toBeLessThan(trained.plan.bytes);
    const served = createNetwork(plan, createPlainMath(plan.bytes));
    for (const { name } of plan.parameters) served.setWeights(name, trained.weights(name));
    expect(served.predict(MF.batch)).toEqual(trained.predict(MF.batch));
  });

  it("with fewer candidates, rows or terms than the largest has its own result", () => {
    const small = build(CANDIDATES);
    const few: Batch = {
      rows: 2,
      candidates: 3,
      inputs: {
        history: { offsets: Uint32Array.of(0, 1, 3), indices: Uint32Array.of(4, 5, 6) },
        candidate: Uint32Array.of(1, 2, 3),
        correction: new Float32Array(3),
      },
      targets: { offsets: Uint32Array.of(0, 1, 2), indices: Uint32Array.of(2, 0) },
    };
    const expected = small.differentiate(few, lossOf("softmax"), { seed: 1, step: 1 }).mean;
    small.differentiate(CANDIDATES.batch, lossOf("softmax"), { seed: 1, step: 1 });
    expect(small.differentiate(few, lossOf("softmax"), { seed: 1, step: 1 }).mean).toBe(expected);
    expect(small.predict(few)).toHaveLength(6);
  });

  it("in which all targets are left out has no loss and no gradient", () => {
    const network = build(MF);
    const targets = { values: new Float32Array(75), weights: new Float32Array(75) };
    const { mean, batch } = network.differentiate({ ...MF.batch, targets }, lossOf("mse"), { seed: 1, step: 1 });
    expect(mean).toBe(0);
    expect(network.gradients("users.table", batch).every((value: number) => value === 0)).toBe(true);
  });
});
