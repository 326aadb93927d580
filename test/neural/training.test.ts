import { describe, expect, it } from "vitest";
import { integersAt, realsAt } from "../../src/neural/math.ts";
import type { EpochProgress, TrainingOptions } from "../../src/neural/training.ts";
import type { Examples } from "../../src/neural/validation.ts";
import type { TrainingContext } from "../../src/training/context.ts";
import { bytesOf, checkerboard, ITEMS, OPTIONS, start, USERS } from "./sample-training.ts";

const OPTIMISERS: readonly TrainingOptions["optimiser"][] = [
  { name: "adam", learningRate: 0.02 },
  { name: "adamw", learningRate: 0.02, decay: 0.05 },
  { name: "sgd", learningRate: 0.1 },
  { name: "sgd", learningRate: 0.1, momentum: 0.9, nesterov: true },
];

describe("a training", () => {
  it("learns the checkerboard, its withheld squares too", async () => {
    const training = start({ epochs: 40, validationShare: undefined });
    const { history } = await training.run();
    expect(history).toHaveLength(40);
    expect(history.at(-1)!.objective).toBeLessThan(0.1);
    const pairs = Array.from({ length: USERS * ITEMS }, (_, at) => [Math.floor(at / ITEMS), at % ITEMS] as const);
    const withheld = pairs.filter(([user, item]) => (user + item) % 3 === 0);
    const right = withheld.filter(([user, item]) => {
      const inputs = { user: Uint32Array.of(user), item: Uint32Array.of(item) };
      return training.network.predict({ rows: 1, inputs })[0]! > 0 === ((user + item) % 2 === 0);
    });
    expect(right.length / withheld.length).toBeGreaterThan(0.95);
  });

  it("of one seed has one result to the bit, and of another seed another one", async () => {
    const [first, second, other] = [start(), start(), start({}, { seed: 10 })];
    const reports = [await first.run(), await second.run()];
    await other.run();
    expect(reports[0]).toEqual(reports[1]);
    expect(bytesOf(first).equals(bytesOf(second))).toBe(true);
    expect(bytesOf(first).equals(bytesOf(other))).toBe(false);
  });

  it("moves the rows of tables that its batches name, and no others", async () => {
    const training = start({ epochs: 1, optimiser: { name: "adamw", decay: 0.1 } });
    const { plan, math } = training.network;
    const before = training.network.weights("users.table");
    await training.run();
    const after = training.network.weights("users.table");
    const rowOf = (of: typeof after, row: number) => [...of.subarray(row * 6, row * 6 + 6)];
    for (let row = 0; row < USERS; row++) expect(rowOf(after, row), `row ${row}`).not.toEqual(rowOf(before, row));
    expect([...after.subarray(USERS * 6)]).toEqual([...before.subarray(USERS * 6)]);
    const table = plan.parameters.find(({ name }) => name === "users.table")!;
    for (const state of table.states) {
      const moments = realsAt(math, state, table.count);
      expect(moments.subarray(USERS * table.stride).every((moment: number) => moment === 0)).toBe(true);
    }
    expect(integersAt(math, table.lastSteps, 50).subarray(USERS)).toEqual(new Uint32Array(50 - USERS));
  });

  it("says after each epoch how it stands", async () => {
    const seen: EpochProgress[] = [];
    // What trains a model has a context like this one.
    const context: TrainingContext = { seed: 9, threads: 1, onEpoch: (report) => seen.push(report as EpochProgress) };
    const { history } = await start({ epochs: 3 }, context).run();
    expect(seen.map(({ epoch, objective, validation }) => ({ epoch, objective, validation }))).toEqual(history);
    expect(seen.map(({ epochs }) => epochs)).toEqual([3, 3, 3]);
    expect(seen.every(({ elapsedMs, rowsPerSecond }) => elapsedMs > 0 && rowsPerSecond > 0)).toBe(true);
  });

  it("adds penalties of the rows that batches touch to the objective", async () => {
    const nodes = OPTIONS.network.nodes.map((node) => ({ ...node, options: { ...node.options } }));
    nodes[0]!.options = { width: 6, l2: 10 };
    const optimiser = { name: "sgd", learningRate: 1e-10 };
    const [without, penalised] = [
      start({ epochs: 1, batchSize: 231, optimiser }),
      start({ epochs: 1, batchSize: 231, optimiser, network: { ...OPTIONS.network, nodes } }),
    ];
    // One batch has every user; the table has rows beyond them.
    const table = penalised.network.weights("users.table").subarray(0, 6 * USERS);
    const squares = Array.from(table).reduce((sum, value) => sum + value * value, 0);
    const difference = (await penalised.run()).history[0]!.objective - (await without.run()).history[0]!.objective;
    expect(difference).toBeCloseTo((10 - 0.0001) * squares, 4);
  });
});

describe("an interruption", () => {
  it("is seen however short epochs are", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10);
    const training = start({ epochs: 100_000, batchSize: 200, validationShare: undefined }, { signal: stop.signal });
    await expect(training.run()).rejects.toMatchObject({ code: "interrupted" });
  });
});

describe("early stopping", () => {
  it("waits so many epochs for an improvement, and keeps the weights of the best", async () => {
    const values = [5, 4, 3.95, 4.5, 4, 4.2, 1];
    const bytes: Buffer[] = [];
    let epoch = 0;
    const training = start(
      { epochs: 20, patience: 3, minImprovement: 0.1, validationShare: undefined },
      {},
      {
        measure: () => {
          bytes.push(bytesOf(training));
          return values[epoch++]!;
        },
      },
    );
    const report = await training.run();
    // 3.95 is no improvement by 0.1 on 4 in epoch 2.
    expect(report).toMatchObject({ epoch: 2, stoppedEarly: true });
    expect(report.history).toHaveLength(5);
    expect(bytesOf(training).equals(bytes[1]!)).toBe(true);
    expect(bytesOf(training).equals(bytes[4]!)).toBe(false);
  });

  it("goes by the loss of the share of examples that is kept from training", async () => {
    const { history } = await start({ epochs: 30 }).run();
    expect(history[0]!.validation).toBeGreaterThan(history.at(-1)!.validation!);
    const batches: number[][] = [];
    const watched: Examples = {
      ...checkerboard,
      batch: (rows, random) => {
        batches.push([...rows]);
        return checkerboard.batch(rows, random);
      },
    };
    await start({ epochs: 2 }, {}, undefined, watched).run();
    // 231 examples in batches of 70, and 57 to validate.
    expect(batches.map(({ length }) => length)).toEqual([70, 70, 70, 21, 57, 70, 70, 70, 21, 57]);
    const [trained, held] = [batches.slice(0, 4).flat(), batches[4]!];
    expect([...trained, ...held].sort((a, b) => a - b)).toEqual(Array.from({ length: 288 }, (_, at) => at));
    expect(batches[9]).toEqual(held);
    expect(batches.slice(5, 9).flat()).not.toEqual(trained);
  });

  it("goes by the loss of other examples where they are given, and not by a share as well", async () => {
    const validation = { examples: checkerboard };
    const { history } = await start({ epochs: 3, validationShare: undefined }, {}, validation).run();
    expect(history.every(({ validation }) => validation !== undefined && validation > 0)).toBe(true);
    expect(() => start({}, {}, validation)).toThrow(/^validationShare: expected none/);
  });
});

describe("a checkpoint", () => {
  it.each(OPTIMISERS)("after any epoch goes on as if nothing had been: %o", async (optimiser) => {
    const saved: ReturnType<ReturnType<typeof start>["save"]>[] = [];
    const whole = start({ optimiser, patience: 3 }, { onEpoch: () => saved.push(whole.save()) });
    const expected = await whole.run();
    for (const checkpoint of saved) {
      const resumed = start({ optimiser, patience: 3 });
      resumed.resume(structuredClone(checkpoint));
      expect(await resumed.run()).toEqual(expected);
      expect(bytesOf(resumed).equals(bytesOf(whole))).toBe(true);
      expect(resumed.save()).toEqual(whole.save());
    }
  });

  it("is what an interruption leaves: the one of the last whole epoch", async () => {
    const stop = new AbortController();
    let checkpoint: ReturnType<ReturnType<typeof start>["save"]> | undefined;
    const training = start(
      {},
      {
        signal: stop.signal,
        onEpoch: ({ epoch }) => {
          checkpoint = training.save();
          if (epoch === 2) stop.abort();
        },
      },
    );
    await expect(training.run()).rejects.toMatchObject({
      code: "interrupted",
      message: expect.stringContaining("epoch 3"),
    });
    expect(() => training.save()).toThrow(/between epochs/);
    const [resumed, whole] = [start(), start()];
    resumed.resume(checkpoint!);
    expect(await resumed.run()).toEqual(await whole.run());
    expect(bytesOf(resumed).equals(bytesOf(whole))).toBe(true);
  });

  it.each<[string, Partial<TrainingOptions>, number]>([
    ["batchSize", { batchSize: 64 }, 9],
    ["optimiser", { optimiser: { name: "adam", learningRate: 0.03 } }, 9],
    ["schedule", { schedule: undefined }, 9],
    ["patience", { patience: 2 }, 9],
    ["epochs", { epochs: 7 }, 9],
    ["loss", { loss: "mse" }, 9],
    ["clipNorm", { clipNorm: 4 }, 9],
    ["validationShare", { validationShare: 0.3 }, 9],
    ["minImprovement", { minImprovement: 0.1 }, 9],
    ["seed", {}, 8],
    [
      "network",
      { network: { ...OPTIONS.network, inputs: { ...OPTIONS.network.inputs, user: { kind: "index", count: 60 } } } },
      9,
    ],
  ])("of another training is refused, with what differs: %s", (name, options, seed) => {
    const checkpoint = start().save();
    expect(() => start(options, { seed }).resume(checkpoint)).toThrow(
      new RegExp(`^checkpoint: expected ${name} .*, got `),
    );
  });

  it("of other data is refused, and a damaged one", () => {
    const checkpoint = start().save();
    const other = start({}, {}, undefined, { ...checkerboard, fingerprint: "other" });
    expect(() => other.resume(checkpoint)).toThrow(
      /^checkpoint: expected data \[288,"other"\] .* got \[288,"checkerboard"\]/,
    );
    expect(() => start().resume({ ...checkpoint, state: checkpoint.state.slice(4) })).toThrow(/bytes of weights/);
    expect(() => start().resume({ ...checkpoint, identity: "{" })).toThrow(/expected JSON/);
  });
});

describe("a loss that explodes", () => {
  it("ends the training with the last good weights, and says what to lower", async () => {
    const options: Partial<TrainingOptions> = {
      loss: "mse",
      optimiser: { name: "sgd", learningRate: 200 },
      schedule: { name: "constant", warmUpSteps: 40 },
      epochs: 30,
      validationShare: undefined,
      clipNorm: undefined,
    };
    const good: Buffer[] = [bytesOf(start(options))];
    const training = start(options, { onEpoch: () => good.push(bytesOf(training)) });
    await expect(training.run()).rejects.toMatchObject({
      code: "diverged",
      message: expect.stringMatching(
        /^the loss is .* in epoch \d+; lower learningRate \(200\) or set clipNorm; the last good weights are those of step \d+$/,
      ),
    });
    expect(bytesOf(training).equals(good.at(-1)!)).toBe(true);
    expect(realsAt(training.network.math, training.network.plan.state.begin, 100).every(Number.isFinite)).toBe(true);
  });

  it("is seen in the validation too, whatever its unit", async () => {
    const values = [1e9, 2e9, Number.NaN];
    const training = start({ validationShare: undefined }, {}, { measure: () => values.shift()! });
    await expect(training.run()).rejects.toMatchObject({
      code: "diverged",
      message: expect.stringMatching(
        /^the validation is NaN in epoch 3; lower learningRate \(0.02\) or clipNorm \(5\); .* of step 5$/,
      ),
    });
  });
});

describe("bad options", () => {
  it.each<[Partial<TrainingOptions>, RegExp]>([
    [{ batchSize: 300 }, /^batchSize: expected at most the 231 examples there are to train on, got 300$/],
    [
      { validationShare: 0.001 },
      /^validationShare: expected examples on both sides, got 0 of 288 for validation \(0.001\)$/,
    ],
    [{ validationShare: 1 }, /^validationShare: .* got 288 of 288/],
    [{ validationShare: undefined, patience: 2 }, /^patience: expected a validation to wait for/],
    [{ epochs: 0 }, /^epochs: expected an integer from 1 to 100000, got 0$/],
    [{ loss: "huber" }, /^loss: expected one of mse, mae, bce, bpr, softmax, marked; got "huber"$/],
    [{ optimiser: { name: "adagrad" } }, /^optimiser.name: expected one of adam, adamw, sgd; got "adagrad"$/],
    [{ optimiser: { name: "adam", momentum: 0.9 } }, /^optimiser: adam takes one of learningRate, .*; got "momentum"$/],
    [{ optimiser: { name: "adam", learningRate: -1 } }, /^optimiser.learningRate: expected a number/],
    [
      { schedule: { name: "steps" } },
      /^schedule.name: expected one of constant, linear, cosine, exponential; got "steps"$/,
    ],
    [{ clipNorm: 0 }, /^clipNorm: expected a number/],
    [{ minImprovement: -1 }, /^minImprovement: expected a number/],
  ])("are refused: %o", (options, message) => {
    expect(() => start(options)).toThrow(message);
  });
});
