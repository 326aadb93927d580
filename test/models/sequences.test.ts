import { beforeAll, describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { trainGru4rec } from "../../src/models/sequential/train-gru4rec.ts";
import { trainSasrec } from "../../src/models/sequential/train-sasrec.ts";
import { type Trainable, trainModel } from "../../src/models/train-model.ts";
import { fitModel, restoreTrained, type TrainedModel } from "../../src/models/train-restored.ts";
import { trainableModel } from "../../src/models/trainable.ts";
import { datasetFrom, trainArtefact } from "../../src/node-training.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { Checkpoints, EpochReport } from "../../src/training/context.ts";
import { matrixOf } from "./fixtures.ts";
import { circle, ordered, SMALL, trainSequence } from "./sequences.ts";
import { dataOf } from "./train.ts";

const [ITEMS, USERS] = [24, 30];
const data = circle(ITEMS, USERS, 12);
const MODELS: readonly (readonly [string, Trainable])[] = [
  ["sasrec", trainSasrec],
  ["gru4rec", trainGru4rec],
];
const bytesOf = (model: TrainedModel): Buffer =>
  Buffer.concat([...model.fitted.state.values()].map(({ values }) => Buffer.from(values.buffer)));

/** The same as a table of interactions. */
const walks = (timeOf: (at: number) => number | undefined) =>
  Array.from({ length: USERS * 12 }, (_, at) => {
    const [user, timestamp] = [Math.floor(at / 12), timeOf(at)];
    const row = { userId: `u${user}`, itemId: `i${(7 * user + (at % 12)) % ITEMS}` };
    return timestamp === undefined ? row : { ...row, timestamp };
  });

/** A user with these items, oldest first. */
const asked = (...sequence: number[]) => ({
  ...matrixOf(ITEMS, [[...sequence].sort((a, b) => a - b)]),
  sequence: Uint32Array.from(sequence),
});

describe.each(MODELS)("%s", (_, trainer) => {
  let model: TrainedModel;
  beforeAll(async () => {
    model = await trainSequence(trainer, data);
  });
  const firstOf = (...sequence: number[]) => model.recommendBatch(asked(...sequence), 1).items[0];

  it.each(["softmax", "sampled-softmax", "gbce"])("finds what comes next on a circle of items, by %s", async (loss) => {
    const own =
      loss === "softmax" ? model : await trainSequence(trainer, data, { loss, negatives: 8, batchSize: 5, bound: 0.3 });
    const found = Array.from({ length: ITEMS }, (_, item) => {
      const before = Array.from({ length: 4 }, (_, at) => (item + ITEMS - 4 + at) % ITEMS);
      return own.recommendBatch(asked(...before), 1).items[0] === item;
    });
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(ITEMS - 2);
  });

  it("reads the order: of the same items the last one says what comes", () => {
    expect(firstOf(3, 11, 12)).toBe(13);
    expect(firstOf(11, 12, 3)).toBe(4);
  });

  it("reads the last items alone, as many as `length`", () => {
    const last = [2, 3, 4, 5, 6, 7, 8, 9];
    const [long, short] = [model.recommendBatch(asked(15, 20, ...last), 14), model.recommendBatch(asked(...last), 16)];
    const without = [...short.items].filter((item) => item !== 15 && item !== 20);
    expect([...long.items]).toEqual(without.slice(0, 14));
  });

  it("lists popular items where no order is known, and says so", () => {
    const { items, popular } = model.recommendBatch(matrixOf(ITEMS, [[3, 4]]), 5);
    expect([...(popular ?? [])]).toEqual([1, 1, 1, 1, 1]);
    expect([...items]).toEqual(
      [...model.recommendBatch(matrixOf(ITEMS, [[]]), 7).items].filter((item) => item !== 3 && item !== 4).slice(0, 5),
    );
  });

  it("gives the same bytes for a seed on one thread and on two, and others for another seed", async () => {
    // So much work that threads pay.
    const given = { epochs: 2, length: 40, factors: 32, dropout: 0.2, validationShare: 0.2, batchSize: 16 };
    const [one, two, other] = await Promise.all(
      [{ threads: 1 }, { threads: 2 }, { threads: 1, seed: 2 }].map((training) =>
        trainSequence(trainer, data, given, training),
      ),
    );
    expect(bytesOf(two!).equals(bytesOf(one!))).toBe(true);
    expect(bytesOf(other!).equals(bytesOf(one!))).toBe(false);
  });

  it("goes on from a checkpoint to the same bytes", async () => {
    const given = { epochs: 5, dropout: 0.2, validationShare: 0.2, patience: 5 };
    const whole = await trainSequence(trainer, data, given);
    const kept = new Map<string, Uint8Array>();
    const checkpoints: Checkpoints = {
      load: async (name) => kept.get(name),
      save: async (name, bytes) => void kept.set(name, bytes),
    };
    const stop = new AbortController();
    const onEpoch = ({ epoch }: EpochReport): void => {
      if (epoch === 3) stop.abort();
    };
    const first = trainSequence(trainer, data, given, { checkpoints, signal: stop.signal, onEpoch });
    await expect(first).rejects.toMatchObject({ code: "interrupted" });
    let trained = 0;
    const resumed = await trainSequence(trainer, data, given, {
      checkpoints,
      // Epochs of the first part are reported again, without a speed.
      onEpoch: ({ rowsPerSecond }) => {
        if (rowsPerSecond !== undefined) trained++;
      },
    });
    expect(trained).toBe(2);
    expect(bytesOf(resumed).equals(bytesOf(whole))).toBe(true);
  });

  it("refuses interactions without times, or with some, or with one time for all", async () => {
    const rows = (timeOf: (at: number) => number | undefined) =>
      Array.from({ length: 12 }, (_, at) => {
        const timestamp = timeOf(at);
        const row = { userId: `u${at % 4}`, itemId: `i${at % 5}` };
        return timestamp === undefined ? row : { ...row, timestamp };
      });
    for (const [timeOf, found] of [
      [() => undefined, /the data has none/],
      [(at: number) => (at === 3 ? undefined : at), /1 of 12 have none/],
      [() => 5, /all of them are the same/],
    ] as const) {
      const interactions = interactionsFrom(rows(timeOf), "implicit");
      const given = { interactions, matrix: toOrderedCsr(interactions), items: emptyItemTable(interactions.itemIds) };
      const fit = trainModel(trainer, given, trainer.model.readOptions(SMALL), { seed: 1, threads: 1 });
      await expect(fit).rejects.toMatchObject({ code: "missing-timestamps", message: expect.stringMatching(found) });
    }
  });

  it("refuses a catalogue of one item, users of one item each, and a validation that nobody can give", async () => {
    await expect(trainSequence(trainer, ordered(matrixOf(1, [[0], [0]])))).rejects.toMatchObject({
      code: "too-few-items",
    });
    await expect(trainSequence(trainer, ordered(matrixOf(3, [[0], [1]])))).rejects.toMatchObject({
      code: "no-interactions",
    });
    const pairs = ordered(
      matrixOf(3, [
        [0, 1],
        [1, 2],
        [0, 2],
      ]),
    );
    await expect(trainSequence(trainer, pairs, { validationShare: 0.5 })).rejects.toMatchObject({
      code: "no-validation",
    });
  });

  it("refuses options that do not fit each other", () => {
    const { readOptions } = trainer.model;
    expect(() => readOptions({ factors: 30 })).toThrow(/factors: expected a multiple of 4, got 30/);
    expect(() => readOptions({ validationShare: 0 })).toThrow(/patience/);
  });

  it("has the loss over all items in small catalogues, and over a sample in large ones", () => {
    const settle = (items: number) => {
      const given = dataOf(ordered(matrixOf(items, [[0, 1]])));
      return trainer.settle?.(trainer.model.readOptions({}), given).loss;
    };
    expect([settle(2), settle(5000), settle(5001)]).toEqual(["softmax", "softmax", "sampled-softmax"]);
  });
});

describe("sasrec with recency", () => {
  it("serves a state whose options do not say it as one without", async () => {
    const { fitted } = await trainSequence(trainSasrec, data, { recency: 0, epochs: 10 });
    const { recency, ...before } = fitted.options;
    const listOf = async (options: typeof fitted.options) => {
      const model = await restoreTrained(trainSasrec, { ...fitted, options }, dataOf(data));
      return model.recommendBatch(asked(20, 3, 11, 12), 10);
    };
    const [without, old, near] = await Promise.all(
      [{ ...before, recency: 0 }, before, { ...before, recency: 2 }].map(listOf),
    );
    expect(recency).toBe(0);
    expect(old).toEqual(without);
    expect(near).not.toEqual(without);
  });
});

describe("a mix with sequence models in it", () => {
  const options = ["sasrec", "gru4rec"].flatMap((model) =>
    Object.entries({ ...SMALL, batchSize: 5 }).map(([name, value]) => [`${model}.${name}`, value]),
  );
  const mixOf = async (timeOf: (at: number) => number | undefined) => {
    const trainer = trainableModel("hybrid");
    if (trainer === undefined) throw new Error("expected hybrid among the models");
    const interactions = interactionsFrom(walks(timeOf), "implicit");
    const given = { interactions, matrix: toOrderedCsr(interactions), items: emptyItemTable(interactions.itemIds) };
    const settings = trainer.model.readOptions({ models: "sasrec,gru4rec", ...Object.fromEntries(options) });
    return fitModel(trainer, given, settings, { seed: 1, threads: 1 });
  };

  it("reads the order", async () => {
    const mix = await mixOf((at) => at);
    const [one, other] = [asked(3, 11, 12), asked(11, 12, 3)].map((history) => mix.recommendBatch(history, 3).items);
    expect(one).not.toEqual(other);
  });

  it("is refused where there are no times", async () => {
    await expect(mixOf(() => undefined)).rejects.toMatchObject({ code: "missing-timestamps" });
  });
});

describe("requests to a sequence model", () => {
  const engine = async (trainer: Trainable) => {
    const dataset = await datasetFrom(
      walks((at) => at),
      "implicit",
      { name: "circle" },
    );
    const { files } = await trainArtefact(dataset, {
      model: trainer.model.name,
      options: { ...SMALL, epochs: 20 },
      head: "none",
    });
    const bytes = new Map(files.map((file) => [file.name, file.bytes]));
    return createRecommender(
      await decodeArtefact(async (name) => bytes.get(name) ?? new Uint8Array()),
      await kernelModule(),
    );
  };

  it.each(MODELS)("answer whatever a history is: %s", async (_, trainer) => {
    const { recommend } = await engine(trainer);
    const listOf = (history: readonly string[]) => recommend({ history, k: 3 }).items.map(({ itemId }) => itemId);
    expect(listOf(["i4"])).toHaveLength(3);
    // An item that comes again counts at its last place.
    expect(listOf(["i9", "i4", "i9", "i9"])).toEqual(listOf(["i4", "i9"]));
    expect(listOf(["i4", "i9"])).not.toEqual(listOf(["i9", "i4"]));
    const unknown = recommend({ history: ["nobody", "has this"], k: 3 });
    expect(unknown.items.map(({ itemId }) => itemId)).toEqual(listOf([]));
    expect(unknown.unknownItemIds).toEqual(["nobody", "has this"]);
    const many = Array.from({ length: 1000 }, (_, at) => `i${at % 20}`);
    expect(() => listOf([...many, "i1"])).toThrow(/history.length/);
    expect(listOf(many)).toEqual(listOf(Array.from({ length: 20 }, (_, at) => `i${at}`)));
  });
});
