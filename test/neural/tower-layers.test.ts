import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { lossOf } from "../../src/neural/losses.ts";
import { build } from "./differences.ts";
import { LAYER_PROBLEMS } from "./problems.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("l2-normalise", () => {
  it("has the output, loss and gradients of x / ‖x‖ in tfjs", () => {
    const problem = LAYER_PROBLEMS["l2-normalise of rows that another layer reads"]!;
    const { batch, loss } = problem;
    const network = build(problem, 4);
    network.initialise(3);
    const x = tf.tensor2d(Float32Array.from(batch.inputs.x as Float32Array), [batch.rows, 5]);
    const targets = batch.targets && "values" in batch.targets ? batch.targets.values : undefined;
    const y = tf.tensor2d(Float32Array.from(targets ?? []), [batch.rows, 5]);
    const unit = (of: tf.Tensor): tf.Tensor => tf.div(of, tf.norm(of, "euclidean", 1, true));
    const lossOfWeights = (kernel: tf.Tensor, bias: tf.Tensor): tf.Scalar => {
      const inner = tf.tanh(tf.add(tf.matMul(x, kernel as tf.Tensor2D), bias));
      return tf.mean(tf.squaredDifference(tf.add(unit(tf.add(inner, unit(inner))), inner), y)) as tf.Scalar;
    };
    const weights = [
      tf.tensor2d(Float32Array.from(network.weights("in.kernel")), [5, 5]),
      tf.tensor1d(Float32Array.from(network.weights("in.bias"))),
    ];
    const { mean, batch: loaded } = network.differentiate(batch, lossOf(loss), { seed: 1, step: 1 });
    const { value, grads } = tf.valueAndGrads((...own) => lossOfWeights(own[0]!, own[1]!))(weights);
    expect(mean).toBeCloseTo(value.dataSync()[0]!, 5);
    for (const [place, name] of ["in.kernel", "in.bias"].entries()) {
      const found = network.gradients(name, loaded);
      for (const [at, expected] of grads[place]!.dataSync().entries()) expect(found[at]).toBeCloseTo(expected, 5);
    }
  });

  it("leaves rows of zeros as they are, without a gradient", () => {
    const problem = LAYER_PROBLEMS["l2-normalise"]!;
    const network = build(problem, 8);
    network.setWeights("in.kernel", new Float64Array(25));
    expect([...network.predict(problem.batch)].every((value) => value === 0)).toBe(true);
    const { batch } = network.differentiate(problem.batch, lossOf("mse"), { seed: 1, step: 1 });
    expect([...network.gradients("in.kernel", batch)].every((value) => value === 0)).toBe(true);
  });
});

describe("row-dropout", () => {
  const problem = LAYER_PROBLEMS["row-dropout"]!;

  /** Rows of the layer's output in a step that are 0 as a whole, and whether any number else is. */
  function droppedIn(step: number): { readonly rows: number[]; readonly isElse: boolean } {
    const network = build(problem, 8);
    const before = network.predict(problem.batch);
    network.differentiate(problem.batch, lossOf("mse"), { seed: 3, step });
    const node = network.plan.nodes.find(({ name }) => name === "mid");
    const values = new Float64Array(network.math.memory.buffer, node?.value ?? 0, 75 * 8);
    const rows = Array.from({ length: 75 }, (_, row) => row);
    const isZero = (row: number): boolean => values.subarray(row * 8, row * 8 + 5).every((value) => value === 0);
    expect(before).toHaveLength(150);
    const dropped = rows.filter(isZero);
    return { rows: dropped, isElse: rows.some((row) => !isZero(row) && values[row * 8] === 0) };
  }

  it("leaves rows out as a whole, others in another step, about as many as it says", () => {
    const [one, other] = [droppedIn(1), droppedIn(2)];
    expect(one.isElse).toBe(false);
    expect(one.rows).not.toEqual(other.rows);
    for (const { rows } of [one, other]) expect(Math.abs(rows.length / 75 - 0.4)).toBeLessThan(0.15);
    expect(droppedIn(1)).toEqual(one);
  });

  it("is not there when a network predicts, and refuses to leave out everything", () => {
    const network = build(problem, 8);
    const [mid, x] = ["mid", "in"].map((name) => network.plan.nodes.find((node) => node.name === name)?.value ?? 0);
    network.predict(problem.batch);
    const at = (pointer = 0): number[] => [...new Float64Array(network.math.memory.buffer, pointer, 75 * 8)];
    expect(at(mid)).toEqual(at(x));
    const nodes = problem.network.nodes.map((node) => (node.name === "mid" ? { ...node, options: { rate: 1 } } : node));
    expect(() => build({ ...problem, network: { ...problem.network, nodes } })).toThrow(
      "mid.rate: expected a number below 1, got 1: nothing would be left",
    );
  });
});

describe("softmax-items with candidates left out", () => {
  it("gives these no probability and refuses terms that are no rows'", () => {
    const problem = LAYER_PROBLEMS["softmax-items of candidates, some left out"]!;
    const network = build(problem, 8);
    const logits = network.predict(problem.batch);
    const { offsets, indices } = problem.batch.inputs.left as { offsets: Uint32Array; indices: Uint32Array };
    for (let row = 0; row < problem.batch.rows; row++) {
      const left = new Set(indices.subarray(offsets[row], offsets[row + 1]));
      for (let column = 0; column < 13; column++) {
        expect(logits[row * 13 + column] === Number.NEGATIVE_INFINITY).toBe(left.has(column));
      }
    }
    const inputs = { ...problem.network.inputs, left: { kind: "terms", count: 13, per: "candidate" } } as const;
    expect(() => build({ ...problem, network: { ...problem.network, inputs } })).toThrow("and terms of the rows");
  });
});
