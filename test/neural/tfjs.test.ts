import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { applyGradients } from "../../src/neural/gradient-work.ts";
import { lossOf } from "../../src/neural/losses.ts";
import { type NamedOptions, optimiserOf } from "../../src/neural/optimisers.ts";
import { build, normals, type Problem, randomise, terms } from "./differences.ts";
import { LAYER_PROBLEMS, NETWORK_PROBLEMS } from "./problems.ts";
import { twinOf } from "./twin.ts";

/** One part of a batch, for tfjs has the moments of the whole batch. */
const ROWS = 60;

/** A batch names every row of the tables: tfjs moves all of them in every step. */
const round = (count: number, by: number): Uint32Array =>
  Uint32Array.from({ length: ROWS }, (_, row) => (row * by) % count);

const NCF: Problem = {
  network: {
    inputs: { user: { kind: "index", count: 12 }, item: { kind: "index", count: 7 } },
    nodes: [
      { name: "users", layer: "embedding", inputs: ["user"], options: { width: 6 } },
      { name: "items", layer: "embedding", inputs: ["item"], options: { width: 3 } },
      { name: "both", layer: "concat", inputs: ["users", "items"] },
      { name: "hidden", layer: "dense", inputs: ["both"], options: { units: 9, activation: "tanh" } },
      { name: "normal", layer: "batch-norm", inputs: ["hidden"], options: { momentum: 0.8 } },
      { name: "second", layer: "dense", inputs: ["normal"], options: { units: 9, activation: "relu" } },
      { name: "skip", layer: "residual", inputs: ["second", "normal"] },
      { name: "out", layer: "dense", inputs: ["skip"], options: { units: 1 } },
    ],
    output: "out",
  },
  loss: "mse",
  batch: { rows: ROWS, inputs: { user: round(12, 1), item: round(7, 3) }, targets: { values: normals(ROWS, 5) } },
};

const DAE: Problem = {
  network: {
    inputs: { history: { kind: "terms", count: 14 } },
    nodes: [
      { name: "code", layer: "bag", inputs: ["history"], options: { width: 5, bound: 0.3 } },
      { name: "bent", layer: "activation", inputs: ["code"], options: { name: "tanh" } },
      { name: "logits", layer: "softmax-items", inputs: ["bent"], options: { items: 14, bound: 0.3 } },
    ],
    output: "logits",
  },
  loss: "softmax",
  batch: { rows: ROWS, inputs: { history: terms(ROWS, 14, 6) }, targets: terms(ROWS, 14, 9) },
};

const CASES: Readonly<Record<string, Problem>> = {
  ...Object.fromEntries(
    Object.entries(LAYER_PROBLEMS).filter(
      ([name]) => !/candidates|dropout|gaussian|batch-norm|l2-normalise|share|wanted/.test(name),
    ),
  ),
  "masked reconstruction": NETWORK_PROBLEMS["a masked reconstruction of rows, absolute error"]!,
  "a network with batch norm": NCF,
  "an autoencoder": DAE,
};

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("networks against tfjs from the same weights", () => {
  it.each(Object.keys(CASES))("have its output, loss and gradients within 1e-4: %s", (name) => {
    const problem = CASES[name]!;
    const network = build(problem, 4);
    randomise(network);
    const twin = twinOf(problem, network);
    expectNear(network.predict(problem.batch), twin.predict(), "output");
    const expected = twin.differentiate();
    const { mean, batch } = network.differentiate(problem.batch, lossOf(problem.loss), { seed: 1, step: 1 });
    expect(Math.abs(mean - expected.mean)).toBeLessThan(1e-4);
    for (const { name: parameter, spec } of network.plan.parameters) {
      if (spec.kind === "statistic") continue;
      expectNear(network.gradients(parameter, batch), expected.gradients.get(parameter)!, parameter);
    }
  });

  it("are compared by something that sees weights that are off by a thousandth", () => {
    const network = build(NCF, 4);
    randomise(network);
    const twin = twinOf(NCF, network);
    const kernel = network.weights("second.kernel");
    network.setWeights("second.kernel", kernel.map((value: number) => value + 1e-3) as Float32Array);
    expect(() => expectNear(network.predict(NCF.batch), twin.predict(), "output")).toThrow(/output\[\d+\]/);
  });

  it.each(["dropout", "gaussian"])("leave what is random in %s out when they predict", (name) => {
    const problem = LAYER_PROBLEMS[name]!;
    const network = build(problem, 4);
    randomise(network);
    expectNear(network.predict(problem.batch), twinOf(problem, network).predict(), "output");
  });

  it.each<[string, Problem, NamedOptions, () => tf.Optimizer]>([
    ["adam", NCF, { name: "adam", learningRate: 0.01 }, () => tf.train.adam(0.01, 0.9, 0.999, 1e-7)],
    ["sgd", NCF, { name: "sgd", learningRate: 0.05 }, () => tf.train.sgd(0.05)],
    ["momentum", NCF, { name: "sgd", learningRate: 0.02, momentum: 0.9 }, () => tf.train.momentum(0.02, 0.9)],
    ["adam", DAE, { name: "adam", learningRate: 0.01 }, () => tf.train.adam(0.01, 0.9, 0.999, 1e-7)],
    ["sgd", DAE, { name: "sgd", learningRate: 0.05 }, () => tf.train.sgd(0.05)],
  ])("have its losses within 1e-4 for twenty steps of %s", (_, problem, options, theirs) => {
    const optimiser = optimiserOf(options);
    const network = build(problem, 4, optimiser.states);
    randomise(network);
    const twin = twinOf(problem, network);
    const tfOptimiser = theirs();
    const losses = Array.from({ length: 20 }, (_, at) => {
      const expected = twin.step(tfOptimiser);
      const { mean, batch } = network.differentiate(problem.batch, lossOf(problem.loss), { seed: 1, step: at + 1 });
      applyGradients(network.plan, network.math, optimiser, batch, optimiser.learningRate, at + 1);
      return { mean, expected };
    });
    for (const [at, { mean, expected }] of losses.entries()) {
      expect(Math.abs(mean - expected), `step ${at + 1}: ${mean} for ${expected}`).toBeLessThan(1e-4);
    }
    expect(losses.at(-1)!.mean).toBeLessThan(losses[0]!.mean);
    // Running moments of batch norm too.
    const expected = twin.weights();
    for (const { name } of network.plan.parameters) expectNear(network.weights(name), expected.get(name)!, name, 1e-3);
  });
});

function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, what: string, most = 1e-4): void {
  expect(found.length, what).toBe(expected.length);
  for (let at = 0; at < expected.length; at++) {
    const error = Math.abs(found[at]! - expected[at]!);
    expect(error, `${what}[${at}]: ${found[at]} for ${expected[at]}`).toBeLessThan(most);
  }
}
