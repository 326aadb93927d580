import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Terms } from "../../src/neural/batch.ts";
import { applyGradients } from "../../src/neural/gradient-work.ts";
import { lossOf } from "../../src/neural/losses.ts";
import { realsAt } from "../../src/neural/math.ts";
import type { Network } from "../../src/neural/network.ts";
import { optimiserOf } from "../../src/neural/optimisers.ts";
import { build, expectTrueGradients, type Problem, randomise } from "./differences.ts";
import { MODEL_NAMES, problemOf } from "./model-problems.ts";
import { denseOf, twinOf } from "./twin.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** What takes a step beside ours from the same weights. */
interface Other {
  differentiate(): { readonly mean: number; readonly gradients: ReadonlyMap<string, Float32Array> };
  step(optimiser: tf.Optimizer): number;
}

/** Networks with layers that tfjs has none of, written with its operations. */
const WRITTEN: Readonly<Record<string, (problem: Problem, network: Network) => Other>> = {
  "multi-vae": (problem, network) => {
    const history = denseInput(problem, "history");
    const targets = denseTargets(problem, Number(network.plan.output.shape.width));
    const sample = network.plan.nodes.find(({ name }) => name === "sample")!;
    const moments = sample.inputs[0]!.from;
    const { beta = 1 } = problem.network.nodes.find(({ name }) => name === "sample")?.options ?? {};
    return written(network, (own) => {
      const inner = tf.tanh(tf.add(tf.matMul(history, own("layer1.table")), own("layer1.bias")));
      const both = tf.add(tf.matMul(inner, own("moments.kernel")), own("moments.bias"));
      const [mean, variance] = tf.split(both, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      // The noise that ours has drawn: (z − μ) / e^(ℓ/2).
      const [z, found] = [valuesOf(network, sample, 3), valuesOf(network, moments, 6)];
      const noise = z.map((value, at) => {
        const from = Math.floor(at / 3) * 6 + (at % 3);
        return (value - found[from]!) / Math.exp(found[from + 3]! / 2);
      });
      const code = tf.add(mean, tf.mul(tf.exp(tf.div(variance, 2)), tf.tensor2d(noise, [problem.batch.rows, 3])));
      const bent = tf.tanh(tf.add(tf.matMul(code, own("decoder.kernel")), own("decoder.bias")));
      const logits = tf.add(tf.matMul(bent, own("logits.items"), false, true), own("logits.bias"));
      const terms = tf.sub(tf.sub(tf.add(tf.square(mean), tf.exp(variance)), 1), variance);
      const divergence = tf.mul(tf.sum(terms), Number(beta) / 2 / problem.batch.rows);
      return tf.add(crossEntropy(logits, targets), divergence);
    });
  },
  "two-tower": (problem, network) => {
    const { batch } = problem;
    const targets = denseTargets(problem, batch.candidates ?? 0);
    const [history, historyText, itemText] = ["history", "historyText", "itemText"].map((name) =>
      denseInput(problem, name),
    );
    const item = tf.tensor1d(Int32Array.from(batch.inputs.item as Uint32Array), "int32");
    const correction = tf.tensor2d(Float32Array.from(batch.inputs.correction as Float32Array), [
      1,
      batch.candidates ?? 0,
    ]);
    const left = denseInput(problem, "left");
    return written(network, (own) => {
      const tower = (from: tf.Tensor, name: string): tf.Tensor => {
        const bent = tf.tanh(tf.add(tf.matMul(from, own(`${name}Hidden.kernel`)), own(`${name}Hidden.bias`)));
        const linear = tf.add(tf.matMul(bent, own(`${name}Linear.kernel`)), own(`${name}Linear.bias`));
        return tf.div(linear, tf.norm(linear, "euclidean", 1, true));
      };
      const text = own("text.table");
      const read = tf.add(tf.matMul(history!, own("items.table")), own("histories.bias"));
      const user = tower(tf.add(read, tf.matMul(historyText!, text)), "history");
      const rows = tower(tf.add(tf.gather(own("items.table"), item), tf.matMul(itemText!, text)), "item");
      const logits = tf.add(tf.div(tf.matMul(user, rows, false, true), 0.5), correction);
      return crossEntropy(tf.sub(logits, tf.mul(tf.cast(tf.greater(left, 0), "float32"), 1e9)), targets);
    });
  },
};

describe.each(MODEL_NAMES)("the network of %s", (name) => {
  it("has the gradients of central differences in f64", async () => {
    expectTrueGradients(await problemOf(name));
  });

  it("has the loss and gradients of tfjs within 1e-4, and its losses for twenty steps", async () => {
    const problem = await problemOf(name);
    const optimiser = optimiserOf({ name: "sgd", learningRate: 0.05 });
    const network = build(problem, 4, optimiser.states);
    randomise(network);
    const other = WRITTEN[name]?.(problem, network) ?? twinOf(problem, network);
    const theirs = tf.train.sgd(0.05);
    const differentiate = (step: number) =>
      network.differentiate(problem.batch, lossOf(problem.loss), { seed: 1, step });
    const { batch } = differentiate(1);
    const { gradients } = other.differentiate();
    for (const { name: parameter, spec } of network.plan.parameters) {
      if (spec.kind === "statistic") continue;
      const found = network.gradients(parameter, batch);
      for (const [at, expected] of gradients.get(parameter)!.entries()) {
        expect(Math.abs(found[at]! - expected), `${parameter}[${at}]: ${found[at]} for ${expected}`).toBeLessThan(1e-4);
      }
    }
    const losses: number[] = [];
    for (let step = 1; step <= 20; step++) {
      const { mean, batch: loaded } = differentiate(step);
      const expected = other.step(theirs);
      expect(Math.abs(mean - expected), `step ${step}: ${mean} for ${expected}`).toBeLessThan(1e-4);
      applyGradients(network.plan, network.math, optimiser, loaded, optimiser.learningRate, step);
      losses.push(mean);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });
});

/** A loss of variables that begin as our parameters. */
function written(network: Network, loss: (own: (name: string) => tf.Tensor) => tf.Tensor): Other {
  const variables = new Map(
    network.plan.parameters.map(({ name, spec: { rows, columns } }) => {
      const shape: number[] =
        rows === 1 && name.endsWith("bias") ? [columns] : name === "logits.bias" ? [rows * columns] : [rows, columns];
      return [name, tf.variable(tf.tensor(Float32Array.from(network.weights(name)), shape))];
    }),
  );
  const run = () => tf.variableGrads(() => loss((name) => variables.get(name)!) as tf.Scalar);
  return {
    differentiate() {
      const { value, grads } = run();
      const of = (name: string): Float32Array => grads[variables.get(name)!.name]!.dataSync() as Float32Array;
      return { mean: value.dataSync()[0]!, gradients: new Map([...variables.keys()].map((name) => [name, of(name)])) };
    },
    step(optimiser) {
      const { value, grads } = run();
      optimiser.applyGradients(grads);
      return value.dataSync()[0]!;
    },
  };
}

/** The numbers of a node, without padding. */
function valuesOf(network: Network, { value }: { readonly value: number }, width: number): Float32Array {
  const stride = Math.ceil(width / 4) * 4;
  const { rows } = network.plan.limits;
  const all = realsAt(network.math, value, rows * stride);
  return Float32Array.from({ length: rows * width }, (_, at) => all[Math.floor(at / width) * stride + (at % width)]!);
}

function denseInput({ network, batch }: Problem, name: string): tf.Tensor2D {
  const input = network.inputs[name]!;
  const rows = input.per === "candidate" ? (batch.candidates ?? 0) : batch.rows;
  const columns = "count" in input ? input.count : input.width;
  return tf.tensor2d(denseOf(batch.inputs[name] as Terms, rows, columns), [rows, columns]);
}

const denseTargets = ({ batch }: Problem, columns: number): tf.Tensor2D =>
  tf.tensor2d(denseOf(batch.targets as Terms, batch.rows, columns), [batch.rows, columns]);

/** The mean over the rows that have targets. */
const crossEntropy = (logits: tf.Tensor, targets: tf.Tensor): tf.Tensor => {
  const rows = tf.sum(tf.cast(tf.greater(tf.sum(targets, 1), 0), "float32"));
  return tf.div(tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)))), rows);
};
