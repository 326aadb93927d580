import { describe, expect, it } from "vitest";
import { toCsr } from "../../src/data/interactions.ts";
import { DataError } from "../../src/errors.ts";
import type { ItemIndex } from "../../src/kernels/item-index.ts";
import { trainUserItemBaseline } from "../../src/models/means/train-user-item-baseline.ts";
import { autorec, encodedUser } from "../../src/models/networks/autorec.ts";
import { encode } from "../../src/models/networks/encoder.ts";
import { trainAutorec } from "../../src/models/networks/train-autorec.ts";
import { trainMultiDae } from "../../src/models/networks/train-multi-dae.ts";
import { product, trainMultiVae } from "../../src/models/networks/train-multi-vae.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { packState } from "../../src/packing/pack-state.ts";
import type { Checkpoints, EpochReport } from "../../src/training/context.ts";
import { checkerboard, matrixOf, tastes } from "./fixtures.ts";
import { firstUsers, ratingsOf, someRatings } from "./rating-fixtures.ts";
import { dataOf, trainOn } from "./train.ts";

const SMALL = { epochs: 6, batchSize: 8, learningRate: 0.01 };
const CASES: readonly (readonly [string, Trainable, Readonly<Record<string, unknown>>])[] = [
  ["multi-dae", trainMultiDae, { ...SMALL, factors: 8 }],
  ["multi-vae", trainMultiVae, { ...SMALL, hidden: 8, latent: 6 }],
  ["multi-vae with a decoder", trainMultiVae, { ...SMALL, hidden: 8, latent: 3, factors: 8 }],
  ["autorec", trainAutorec, { ...SMALL, units: 8 }],
  ["autorec rows=users", trainAutorec, { ...SMALL, units: 8, rows: "users" }],
];

describe("an encoder at the edge", () => {
  const bias = Float32Array.of(0.5, -1);
  const layers = [{ kernel: Float32Array.of(1, 2, 3, 4), bias: Float32Array.of(0, 1), activation: "none" as const }];

  it("adds rows by their values and goes through its layers", () => {
    const table = { precision: "f32", values: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
    const [a, b] = [Math.tanh(0.5 + 2 * 1 - 5), Math.tanh(-1 + 2 * 2 - 6)];
    const found = encode({ table, bias, activation: "tanh", layers }, Uint32Array.of(0, 2), [2, -1]);
    expect(found[0]).toBeCloseTo(a + 3 * b, 12);
    expect(found[1]).toBeCloseTo(1 + 2 * a + 4 * b, 12);
  });

  it("reads rows in int8 with their scales", () => {
    const table = {
      precision: "int8",
      values: Int8Array.of(10, 20, -30, 40),
      scales: Float32Array.of(0.5, 0.25),
    } as const;
    const found = encode({ table, bias, activation: "none", layers: [] }, Uint32Array.of(1), [2]);
    expect([...found]).toEqual([0.5 + 2 * -7.5, -1 + 2 * 10]);
  });
});

describe("autoencoders", () => {
  it.each(CASES)("give other predictions for another seed: %s", async (_, trainer, options) => {
    const ratings = someRatings(3);
    const [one, other] = await Promise.all([1, 2].map((seed) => trainOn(trainer, ratings, { options, seed })));
    expect(one?.recommendBatch(ratings, 5).scores).not.toEqual(other?.recommendBatch(ratings, 5).scores);
  });

  it.each(CASES)("go on from a checkpoint to the same state: %s", async (_, trainer, options) => {
    const ratings = someRatings(3);
    const whole = await trainOn(trainer, ratings, { options });
    const kept = new Map<string, Uint8Array>();
    const checkpoints: Checkpoints = {
      load: async (name) => kept.get(name),
      save: async (name, bytes) => void kept.set(name, bytes),
    };
    const stop = new AbortController();
    const onEpoch = ({ epoch }: EpochReport): void => {
      if (epoch === 3) stop.abort();
    };
    await expect(
      trainOn(trainer, ratings, { options, checkpoints, signal: stop.signal, onEpoch }),
    ).rejects.toMatchObject({
      code: "interrupted",
    });
    expect(kept.size).toBe(1);
    const epochs: number[] = [];
    let trained = 0;
    const resumed = await trainOn(trainer, ratings, {
      options,
      checkpoints,
      onEpoch: ({ epoch, rowsPerSecond }) => {
        epochs.push(epoch);
        if (rowsPerSecond !== undefined) trained++;
      },
    });
    // What was trained before is reported again.
    expect(epochs).toEqual([1, 2, 3, 4, 5, 6]);
    expect(trained).toBe(3);
    expect(resumed.fitted.state).toEqual(whole.fitted.state);
  });

  it.each(CASES)("stop by a validation of their own: %s", async (_, trainer, options) => {
    const seen: EpochReport[] = [];
    const own = { ...options, validationShare: 0.2, patience: 2, epochs: 200 };
    await trainOn(trainer, someRatings(3), { options: own, onEpoch: (report) => seen.push(report) });
    expect(seen.every(({ validation }) => Number.isFinite(validation))).toBe(true);
    expect(seen.length).toBeLessThan(200);
  });

  it.each(CASES)("refuse a catalogue of one item: %s", async (_, trainer, options) => {
    const one = ratingsOf(3, 1, [
      [0, 0, 3],
      [1, 0, 4],
      [2, 0, 5],
    ]);
    await expect(trainOn(trainer, one, { options })).rejects.toThrow(/expected two items or more.*got 1$/);
    await expect(trainOn(trainer, one, { options })).rejects.toBeInstanceOf(DataError);
  });

  it.each(CASES)("leave out users without interactions: %s", async (_, trainer, options) => {
    const ratings = ratingsOf(5, 3, [
      [0, 0, 3],
      [0, 1, 4],
      [2, 0, 5],
      [3, 2, 1],
      [3, 1, 4],
    ]);
    const model = await trainOn(trainer, ratings, { options });
    expect(model.recommendBatch(ratings, 2).items).toHaveLength(10);
  });

  it("of histories refuse a table without interactions", async () => {
    const nothing = matrixOf(4, [[], []]);
    await expect(trainOn(trainMultiDae, nothing, {})).rejects.toMatchObject({ code: "no-interactions" });
  });

  it.each(CASES)("say before they start what is too much memory: %s", (_, { memory, model }) => {
    const shape = { users: 1_000_000, items: 1_000_000, interactions: 1e8 };
    expect(memory?.(model.readOptions({}), shape, 1).kernelBytes).toBeGreaterThan(2 ** 30);
  });
});

describe("two linear maps", () => {
  it("are one", () => {
    const first = { kernel: Float32Array.of(1, 2, 3, 4, 5, 6), bias: Float32Array.of(1, -1) };
    const second = { kernel: Float32Array.of(1, 0, 2, 1), bias: Float32Array.of(0.5, 0) };
    expect(product(first, second)).toEqual({
      kernel: Float32Array.of(5, 2, 11, 4, 17, 6),
      bias: Float32Array.of(-0.5, -1),
    });
  });
});

describe("multi-dae", () => {
  it("knows nothing of values, and gives one history one answer", async () => {
    const board = checkerboard(12);
    const options = { ...SMALL, factors: 8 };
    const found = await trainOn(trainMultiDae, board, { options });
    const others = await trainOn(trainMultiDae, { ...board, values: board.values.map(() => 3) }, { options });
    expect(others.recommendBatch(board, 5)).toEqual(found.recommendBatch(board, 5));
  });

  it("takes away what all biases have in common", async () => {
    const { fitted } = await trainOn(trainMultiDae, checkerboard(12), { options: { ...SMALL, factors: 8 } });
    const biases = fitted.state.get("itemFactors")?.values.filter((_, at) => at % 9 === 8);
    expect(biases).toHaveLength(12);
    expect(Math.max(...biases!)).toBeGreaterThan(0.01);
    expect([...biases!].reduce((sum, bias) => sum + bias, 0)).toBeCloseTo(0, 5);
  });

  it("ranks alike with rows of one byte a number", async () => {
    const matrix = toCsr(tastes(3));
    const trained = await trainOn(trainMultiDae, matrix, { options: { factors: 16, batchSize: 20, epochs: 40 } });
    const { options } = trained.fitted;
    const { state } = await packState(
      trainMultiDae,
      trained.fitted,
      { precision: "int8", cuts: [] },
      matrix.columnCount,
    );
    const narrow = await restoreTrained(trainMultiDae, { options, state }, dataOf(matrix));
    const bytes = (of: typeof state) => [...of.values()].reduce((sum, { values }) => sum + values.byteLength, 0);
    expect(bytes(state)).toBeLessThan(0.5 * bytes(trained.fitted.state));
    const [wide, rounded] = [trained, narrow].map((model) => model.recommendBatch(matrix, 1).items);
    const same = wide!.filter((item, at) => item === rounded![at]).length;
    expect(same).toBeGreaterThan(0.9 * matrix.rowCount);
    const { retrieve } = narrow.served;
    if (retrieve.by !== "factors") throw new TypeError("expected factors");
    expect(retrieve.factors.precision).toBe("int8");
    const index = {} as ItemIndex;
    const query = retrieve.query?.(index, Uint32Array.of(1, 4), Float32Array.of(1, 1));
    expect(query).toHaveLength(17);
    for (const value of query?.subarray(0, 16) ?? []) expect(Math.abs(value)).toBeLessThanOrEqual(1);
  });
});

describe("autorec", () => {
  it("encodes what ratings are beside mean and biases, that of the user found from the history", () => {
    const options = autorec.readOptions({ rows: "users", units: 1, biasRegularization: 0 });
    const table = { precision: "f32", values: Float32Array.of(1, 10) } as const;
    const encoder = { table, bias: Float32Array.of(0.5), activation: "none", layers: [] } as const;
    // Ratings less mean and item biases are 2 and 0: the user's bias is 1, and 1 and −1 are left.
    const { bias, factors } = encodedUser(
      options,
      3,
      Float64Array.of(0, 1),
      encoder,
    )(Uint32Array.of(0, 1), Float32Array.of(5, 4));
    expect(bias).toBeCloseTo(1, 6);
    expect(factors[0]).toBeCloseTo(0.5 + 1 - 10, 5);
  });

  it("folds histories in to predictions that are better than biases", async () => {
    const ratings = someRatings(3);
    const { predictBatch } = await trainOn(trainAutorec, ratings, { options: { units: 8, batchSize: 8, epochs: 80 } });
    const baseline = await trainOn(trainUserItemBaseline, ratings, {});
    const queries = { users: firstUsers(ratings.rowCount), histories: ratings, wanted: ratings };
    const [own, others] = [predictBatch?.(queries), baseline.predictBatch?.(queries)].map((found) =>
      found!.reduce((sum, value, at) => sum + (value - ratings.values[at]!) ** 2, 0),
    );
    expect(own).toBeLessThan(0.8 * others!);
  });

  it("refuses ratings that are all the same, and says what to do", async () => {
    const ratings = someRatings(3);
    const same = { ...ratings, values: ratings.values.map(() => 4) };
    await expect(trainOn(trainAutorec, same, { options: { units: 4, epochs: 2 } })).rejects.toThrow(
      `autorec: expected ratings that differ, got the same for all ${same.values.length}; choose a model of interactions`,
    );
  });
});
