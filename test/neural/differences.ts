import { expect } from "vitest";
import type { Batch } from "../../src/neural/batch.ts";
import { type Loss, lossOf } from "../../src/neural/losses.ts";
import { padded, realsAt } from "../../src/neural/math.ts";
import { createNetwork, type Network } from "../../src/neural/network.ts";
import type { NetworkSpec } from "../../src/neural/network-spec.ts";
import { createPlainMath } from "../../src/neural/plain-math.ts";
import { planNetwork } from "../../src/neural/plan.ts";
import { createRandom } from "../../src/random.ts";

/** What a network is tried on. */
export interface Problem {
  readonly network: NetworkSpec;
  readonly loss: string;
  readonly batch: Batch;
}

/** A network of a problem, in f64 or f32, with first numbers of a seed. */
export function build({ network, loss, batch }: Problem, realBytes: 4 | 8 = 8, states = 0, seed = 5): Network {
  const limits = { rows: batch.rows, candidates: batch.candidates ?? 0, entries: entriesOf(batch) };
  const plan = planNetwork(network, limits, { targets: lossOf(loss).targets, states }, { realBytes });
  const built = createNetwork(plan, createPlainMath(plan.bytes, realBytes));
  built.initialise(seed);
  return built;
}

const entriesOf = ({ inputs, targets }: Batch): number =>
  Math.max(0, ...[...Object.values(inputs), targets].map((one) => (one && "offsets" in one ? one.indices.length : 0)));

/** The loss in training, dropout and moments of the batch as they are in the step. */
const STEP = { seed: 3, step: 7 };
const lossIn = (network: Network, batch: Batch, loss: Loss): number => network.differentiate(batch, loss, STEP).mean;

/** First numbers of 0, or close to it, hide errors: biases, scales and tables get others. */
export function randomise(network: Network): void {
  const random = createRandom(11);
  for (const { name, spec } of network.plan.parameters) {
    if (spec.kind === "statistic") continue;
    const values = network.weights(name);
    for (let at = 0; at < values.length; at++) values[at]! += 0.3 * random.nextGaussian();
    network.setWeights(name, values);
  }
}

/** The largest difference of a gradient from central differences, relative to the largest gradient of its parameter. */
export function expectTrueGradients(problem: Problem, most = 1e-6): void {
  const network = build(problem);
  const loss = lossOf(problem.loss);
  randomise(network);
  const { batch } = network.differentiate(problem.batch, loss, STEP);
  const trained = network.plan.parameters.filter(({ spec }) => spec.kind !== "statistic");
  const gradients = new Map(trained.map(({ name }) => [name, network.gradients(name, batch)]));
  for (const { name, spec, pointer, stride } of trained) {
    const found = gradients.get(name)!;
    const own = realsAt(network.math, pointer, spec.rows * stride);
    const size = Math.max(...found.map(Math.abs), 1e-3);
    const total = spec.rows * spec.columns;
    // All of a small parameter, some of a large one.
    for (let at = 0; at < total; at += Math.max(1, Math.floor(total / 60))) {
      const place = Math.floor(at / spec.columns) * stride + (at % spec.columns);
      const before = own[place]!;
      const step = 1e-5;
      own[place] = before + step;
      const above = lossIn(network, problem.batch, loss);
      own[place] = before - step;
      const below = lossIn(network, problem.batch, loss);
      own[place] = before;
      const expected = (above - below) / (2 * step);
      expect(Math.abs(found[at]! - expected) / size, `${name}[${at}]: ${found[at]} for ${expected}`).toBeLessThan(most);
    }
    expect(size, `${name} has a gradient`).toBeGreaterThan(1e-3);
    expect(padded(spec.columns)).toBe(stride);
  }
}

/** Numbers for inputs and targets. */
export function normals(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.nextGaussian());
}

export function indices(count: number, below: number, seed: number): Uint32Array {
  const random = createRandom(seed);
  return Uint32Array.from({ length: count }, () => random.nextInteger(below));
}

/** Some terms for each row, the last row without. */
export function terms(rows: number, below: number, seed: number, isWeighted = true) {
  const random = createRandom(seed);
  const lengths = Array.from({ length: rows }, (_, row) => (row === rows - 1 ? 0 : 1 + random.nextInteger(4)));
  const offsets = new Uint32Array(rows + 1);
  for (const [row, length] of lengths.entries()) offsets[row + 1] = offsets[row]! + length;
  const total = offsets[rows]!;
  const values = Float32Array.from({ length: total }, () => 0.5 + random.nextFloat());
  return { offsets, indices: indices(total, below, seed + 1), values: isWeighted ? values : undefined };
}
