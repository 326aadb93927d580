import { describe, expect, it } from "vitest";
import { clipGradients } from "../../src/neural/gradient-work.ts";
import { lossOf } from "../../src/neural/losses.ts";
import { densePenalty, OPTIMISERS, touchedPenalty } from "../../src/neural/optimisers.ts";
import { SCHEDULES, scheduleOf } from "../../src/neural/schedules.ts";
import { build } from "./differences.ts";
import { NETWORK_PROBLEMS } from "./problems.ts";

const PROBLEM = Object.values(NETWORK_PROBLEMS)[0]!;

describe("clipping", () => {
  const norm = (most?: number): { readonly norm: number; readonly all: readonly number[] } => {
    const network = build(PROBLEM);
    const { batch } = network.differentiate(PROBLEM.batch, lossOf(PROBLEM.loss), { seed: 1, step: 1 });
    if (most !== undefined) clipGradients(network.plan, network.math, batch, most);
    const trained = network.plan.parameters.filter(({ spec }) => spec.kind !== "statistic");
    const all = trained.flatMap(({ name }) => [...network.gradients(name, batch)]);
    return { norm: Math.hypot(...all), all };
  };

  it("scales all gradients to the norm asked for, and leaves shorter ones", () => {
    const free = norm();
    expect(norm(free.norm / 4).norm).toBeCloseTo(free.norm / 4, 10);
    const clipped = norm(free.norm / 4).all;
    for (const [at, value] of free.all.entries()) expect(clipped[at]).toBeCloseTo(value / 4, 10);
    expect(norm(free.norm * 1.01).all).toEqual(free.all);
  });
});

describe("penalties", () => {
  it("are l2 times the sum of squares: of dense parameters that have one, and of the rows that a batch touches", () => {
    const nodes = PROBLEM.network.nodes.map((node) =>
      node.name === "users" || node.name === "hidden" ? { ...node, options: { ...node.options, l2: 0.5 } } : node,
    );
    const network = build({ ...PROBLEM, network: { ...PROBLEM.network, nodes } });
    const halves = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value ** 2 / 2, 0);
    const { plan, math } = network;
    const { batch } = network.differentiate(PROBLEM.batch, lossOf(PROBLEM.loss), { seed: 1, step: 1 });
    expect(densePenalty(plan, math)).toBeCloseTo(halves(network.weights("hidden.kernel")), 10);
    const table = network.weights("users.table");
    const { columns } = plan.parameters.find(({ name }) => name === "users.table")!.spec;
    const users = new Set(PROBLEM.batch.inputs.user as Uint32Array);
    const touched = [...users].flatMap((user) => [...table.subarray(user * columns, (user + 1) * columns)]);
    expect(touched.length).toBeLessThan(table.length);
    expect(touchedPenalty(plan, math, batch)).toBeCloseTo(halves(touched), 10);
  });
});

describe("schedules", () => {
  const factors = (options: Parameters<typeof scheduleOf>[0], steps: number[]) =>
    steps.map((step) => scheduleOf(options).factor(step, 100, 10));

  it.each<[string, Parameters<typeof scheduleOf>[0], number[], number[]]>([
    ["stay", { name: "constant" }, [0, 99], [1, 1]],
    ["warm up first", { name: "constant", warmUpSteps: 4 }, [0, 1, 3, 4, 99], [0.2, 0.4, 0.8, 1, 1]],
    ["fall evenly", { name: "linear" }, [0, 50, 75], [1, 0.5, 0.25]],
    ["fall to an end", { name: "linear", end: 0.2 }, [0, 50, 100], [1, 0.6, 0.2]],
    ["fall after the warm-up", { name: "linear", warmUpSteps: 20 }, [20, 60, 100], [1, 0.5, 0]],
    ["fall along a cosine", { name: "cosine" }, [0, 50, 100], [1, 0.5, 0]],
    ["fall epoch by epoch", { name: "exponential", perEpoch: 0.5 }, [0, 9, 10, 25], [1, 1, 0.5, 0.25]],
  ])("%s", (_, options, steps, expected) => {
    for (const [at, factor] of factors(options, steps).entries()) expect(factor).toBeCloseTo(expected[at]!, 12);
  });
});

it("optimisers and schedules have names and summaries of their own", () => {
  for (const list of [OPTIMISERS, SCHEDULES]) {
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
    expect(new Set(list.map(({ summary }) => summary)).size).toBe(list.length);
  }
});
