import { describe, expect, it } from "vitest";
import { PAGE_BYTES } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { kernelMath } from "../../src/neural/kernel-math.ts";
import { lossOf } from "../../src/neural/losses.ts";
import { createNetwork } from "../../src/neural/network.ts";
import { planNetwork } from "../../src/neural/plan.ts";
import { build } from "./differences.ts";
import { LAYER_PROBLEMS, NETWORK_PROBLEMS } from "./problems.ts";
import { bytesOf, start } from "./sample-training.ts";

const KERNELS = kernelMath(await threadedKernelModule(), (bytes) => {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
});
const PROBLEMS = { ...LAYER_PROBLEMS, ...NETWORK_PROBLEMS };

describe("networks over kernels", () => {
  it.each(Object.keys(PROBLEMS))("have the losses and gradients of the plain loops in f64: %s", (name) => {
    const problem = PROBLEMS[name]!;
    const exact = build(problem);
    const needs = { targets: lossOf(problem.loss).targets, states: 0 };
    const plan = planNetwork(problem.network, exact.plan.limits, needs, KERNELS);
    const network = createNetwork(plan, KERNELS.create(plan.bytes));
    network.initialise(5);
    const found = network.differentiate(problem.batch, lossOf(problem.loss), { seed: 3, step: 7 });
    const expected = exact.differentiate(problem.batch, lossOf(problem.loss), { seed: 3, step: 7 });
    expect(found.mean).toBeCloseTo(expected.mean, 5);
    const trained = plan.parameters.filter(({ spec }) => spec.kind !== "statistic");
    const gradients = trained.map(({ name }) => [name, exact.gradients(name, expected.batch)] as const);
    // Some gradients are sums of terms that cancel, such as that of a bias before batch norm: errors are of the terms' size.
    const most = Math.max(...gradients.flatMap(([, values]) => Array.from(values, Math.abs)));
    for (const [parameter, values] of gradients) {
      expectNear(network.gradients(parameter, found.batch), values, most / 10, parameter);
    }
    for (const { name: statistic, spec } of plan.parameters) {
      if (spec.kind === "statistic") expectNear(network.weights(statistic), exact.weights(statistic), 0, statistic);
    }
  });

  it("train like the plain loops, to the same bytes every time, and go on from checkpoints", async () => {
    const saved: ReturnType<ReturnType<typeof start>["save"]>[] = [];
    const first = start({}, { onEpoch: () => saved.push(first.save()) }, undefined, undefined, KERNELS);
    const [second, plain] = [start({}, {}, undefined, undefined, KERNELS), start()];
    const [report, again, expected] = [await first.run(), await second.run(), await plain.run()];
    expect(again).toEqual(report);
    expect(bytesOf(second).equals(bytesOf(first))).toBe(true);
    for (const [at, { objective, validation }] of report.history.entries()) {
      expect(objective).toBeCloseTo(expected.history[at]!.objective, 3);
      expect(validation).toBeCloseTo(expected.history[at]!.validation!, 3);
    }
    const resumed = start({}, {}, undefined, undefined, KERNELS);
    resumed.resume(saved[2]!);
    expect(await resumed.run()).toEqual(report);
    expect(bytesOf(resumed).equals(bytesOf(first))).toBe(true);
  });
});

function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, least: number, what: string): void {
  const size = Math.max(...Array.from(expected, Math.abs), least);
  expect(size, what).toBeGreaterThan(0);
  for (let at = 0; at < expected.length; at++) {
    const error = Math.abs(found[at]! - expected[at]!) / size;
    expect(error, `${what}[${at}]: ${found[at]} for ${expected[at]}`).toBeLessThan(2e-5);
  }
}
