import { describe, expect, it } from "vitest";
import { lossOf } from "../../src/neural/losses.ts";
import type { TrainingOptions } from "../../src/neural/training.ts";
import type { Examples } from "../../src/neural/validation.ts";
import { createRandom } from "../../src/random.ts";
import { checkerboard, OPTIONS, start } from "./sample-training.ts";

const PLAIN: Partial<TrainingOptions> = {
  epochs: 1,
  optimiser: { name: "sgd", learningRate: 0.1 },
  schedule: undefined,
  clipNorm: undefined,
  validationShare: undefined,
};

/** A parameter before and after a training. */
async function moved(name: string, options: Partial<TrainingOptions>) {
  const training = start({ ...PLAIN, ...options });
  const before = [...training.network.weights(name)];
  await training.run();
  const after = [...training.network.weights(name)];
  return { before, after, farthest: Math.max(...after.map((value, at) => Math.abs(value - before[at]!))) };
}

describe("the steps of a training", () => {
  it("go by the rate that the schedule gives", async () => {
    const plain = await moved("out.kernel", {});
    expect(plain.farthest).toBeGreaterThan(1e-3);
    const schedule = { name: "constant", warmUpSteps: 1_000_000_000 };
    expect((await moved("out.kernel", { schedule })).farthest).toBeLessThan(1e-6);
    // The second epoch has a rate of nothing.
    const ended = { epochs: 2, schedule: { name: "exponential", perEpoch: 0 } };
    expect((await moved("out.kernel", ended)).after).toEqual(plain.after);
  });

  it("go no farther than clipNorm lets them: five of a tenth of that", async () => {
    const { farthest } = await moved("out.kernel", { clipNorm: 1e-5 });
    expect(farthest).toBeGreaterThan(0);
    expect(farthest).toBeLessThan(5 * 0.1 * 1.1e-5);
  });

  it("go down the slope of penalties, 2 · l2 · p", async () => {
    const stepOf = (l2: number) => {
      const nodes = OPTIONS.network.nodes.map((node) =>
        node.name === "users" || node.name === "hidden" ? { ...node, options: { ...node.options, l2 } } : node,
      );
      return { batchSize: 288, network: { ...OPTIONS.network, nodes } };
    };
    for (const name of ["users.table", "hidden.kernel"]) {
      const [free, penalised] = [await moved(name, stepOf(0)), await moved(name, stepOf(0.5))];
      // The first six numbers: of a user whom the batch has.
      for (const [at, value] of free.before.slice(0, 6).entries()) {
        expect(penalised.after[at]! - free.after[at]!).toBeCloseTo(-0.1 * 2 * 0.5 * value, 6);
      }
    }
  });

  it("of adamw shrink weights, but no scales", async () => {
    const one = (optimiser: TrainingOptions["optimiser"]) => ({ batchSize: 288, optimiser });
    const [plain, shrinking] = [one({ name: "adam" }), one({ name: "adamw", decay: 0.5 })];
    const [free, shrunk] = [await moved("hidden.kernel", plain), await moved("hidden.kernel", shrinking)];
    for (const [at, value] of free.before.entries()) {
      expect(shrunk.after[at]! - free.after[at]!).toBeCloseTo(-0.001 * 0.5 * value, 6);
    }
    const scales = await moved("normal.scale", shrinking);
    expect(scales.after).toEqual((await moved("normal.scale", plain)).after);
    expect(scales.farthest).toBeGreaterThan(0);
  });
});

describe("draws", () => {
  it("are others in each step, and the same in each validation", async () => {
    const draws: [count: number, draw: number][] = [];
    const watched: Examples = {
      ...checkerboard,
      batch: (rows, random) => {
        draws.push([rows.length, random.nextFloat()]);
        return checkerboard.batch(rows, random);
      },
    };
    await start({ epochs: 3, validationShare: 0.2 }, {}, undefined, watched).run();
    const held = draws.filter(([count]) => count === 57).map(([, draw]) => draw);
    const trained = draws.filter(([count]) => count !== 57).map(([, draw]) => draw);
    expect([held.length, new Set(held).size]).toEqual([3, 1]);
    expect([trained.length, new Set(trained).size]).toEqual([12, 12]);
  });
});

describe("validation", () => {
  it("is the mean over all examples, however they fall into batches", async () => {
    const training = start(
      { epochs: 1, validationShare: undefined, limits: { rows: 288 } },
      {},
      { examples: checkerboard },
    );
    const { history } = await training.run();
    const all = Uint32Array.from({ length: 288 }, (_, at) => at);
    const whole = checkerboard.batch(all, createRandom(1));
    expect(history[0]!.validation).toBeCloseTo(training.network.evaluate(whole, lossOf("bce")).mean, 6);
  });
});
