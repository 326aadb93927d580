import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { TrainingError } from "../../src/errors.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { itemKnn } from "../../src/models/neighbourhoods/item-knn.ts";
import { ratingLevels } from "../../src/models/neighbourhoods/rating-levels.ts";
import { trainCoClustering } from "../../src/models/neighbourhoods/train-co-clustering.ts";
import { trainItemKnn } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { ItemNeighbours } from "../../src/models/neighbourhoods/train-item-neighbours.ts";
import {
  ITEM_NEIGHBOURS_TASKS,
  type ItemNeighboursSetup,
} from "../../src/models/neighbourhoods/train-item-neighbours-tasks.ts";
import { trainSlopeOne } from "../../src/models/neighbourhoods/train-slope-one.ts";
import { layOutSlopeOne, sumSlopeOneRows } from "../../src/models/neighbourhoods/train-slope-one-memory.ts";
import { SLOPE_ONE_TASKS, type SlopeOneSetup } from "../../src/models/neighbourhoods/train-slope-one-tasks.ts";
import { trainUserKnn } from "../../src/models/neighbourhoods/train-user-knn.ts";
import { createRandom } from "../../src/random.ts";
import { poolOfThreads, type RowTask, runRows } from "../../src/training/row-parts.ts";
import { createThreadPool } from "../../src/training/thread-pool.ts";
import { everyPair, firstUsers, type Rated, ratingsOf, someRatings } from "../models/rating-fixtures.ts";
import { trainOn } from "../models/train.ts";

const module = await threadedKernelModule();
const ratings = someRatings(5);

/** So many items that every part of the rows has blocks for several threads. */
const many = ((): Csr => {
  const random = createRandom(6);
  const rated = Array.from({ length: 200 }, (_, user) => user).flatMap((user) =>
    Array.from({ length: 1_200 }, (_, item): Rated => [user, item, (1 + random.nextInteger(10)) / 2]).filter(
      () => random.nextFloat() < 0.1,
    ),
  );
  return ratingsOf(200, 1_200, rated);
})();

describe("the neighbours of items", () => {
  it.each(["msd", "pearson-baseline", "pearson"])(
    "by %s are the same from one thread and from three",
    async (similarity) => {
      const options = itemKnn.readOptions({ similarity, keep: 9 });
      const levels = ratingLevels("item-knn", many, options);
      const alone = new ItemNeighbours(module, many, levels, options, 1);
      alone.run();
      const shared = new ItemNeighbours(module, many, levels, options, 3);
      const pool = await createThreadPool<ItemNeighboursSetup, RowTask>(ITEM_NEIGHBOURS_TASKS, shared.setups(3));
      await runRows(poolOfThreads(pool), shared.itemCount, shared.counter, "neighbours", {});
      expect(shared.result()).toEqual(alone.result());
      const { offsets } = alone.result();
      expect(Math.max(...offsets.subarray(1).map((end, item) => end - offsets[item]!))).toBe(9);
    },
  );
});

describe("the differences of Slope One", () => {
  it("are the same from one thread and from three", async () => {
    const [alone, shared] = [layOutSlopeOne(module, many), layOutSlopeOne(module, many)];
    sumSlopeOneRows(alone.kernels, alone.map, 0, many.columnCount);
    const setup = { module, memory: shared.memory, map: shared.map };
    const pool = await createThreadPool<SlopeOneSetup, RowTask>(SLOPE_ONE_TASKS, [setup, setup, setup]);
    const counter = new Int32Array(shared.memory.buffer, shared.map.counter, 1);
    await runRows(poolOfThreads(pool), many.columnCount, counter, "differences", {});
    const bytes = ({ memory, map }: typeof alone): Buffer =>
      Buffer.from(new Uint8Array(memory.buffer, map.pairs, 4 * many.columnCount * (many.columnCount - 1)));
    expect(Buffer.compare(bytes(shared), bytes(alone))).toBe(0);
    expect(bytes(alone).some((byte) => byte !== 0)).toBe(true);
  });
});

describe("co-clustering", () => {
  it("brings the error down from epoch to epoch until nobody moves", async () => {
    const objectives: number[] = [];
    const onEpoch = ({ objective }: { objective: number }) => objectives.push(objective);
    await trainOn(trainCoClustering, ratings, { options: { epochs: 100 }, seed: 2, onEpoch });
    expect(objectives.length).toBeGreaterThan(3);
    expect(objectives.length).toBeLessThan(100);
    expect(objectives).toEqual(objectives.toSorted((a, b) => b - a));
    expect(objectives.at(-1)).toBeLessThan(0.9 * objectives[0]!);
  });

  it("depends on its seed", async () => {
    const queries = { users: firstUsers(40), histories: ratings, wanted: everyPair(40, 30) };
    const predict = async (seed: number) =>
      (await trainOn(trainCoClustering, ratings, { seed })).predictBatch?.(queries);
    expect(await predict(1)).toHaveLength(40 * 30);
    expect(await predict(1)).toEqual(await predict(1));
    expect(await predict(1)).not.toEqual(await predict(2));
  });
});

const failure = async (attempt: () => unknown): Promise<unknown> => {
  try {
    return await attempt();
  } catch (error) {
    return error;
  }
};

describe("fitting", () => {
  it("stops where it is interrupted", async () => {
    const control = { seed: 0, threads: 1, signal: AbortSignal.abort() };
    for (const fit of [
      () => trainOn(trainItemKnn, ratings, control),
      () => trainOn(trainSlopeOne, ratings, control),
      () => trainOn(trainCoClustering, ratings, control),
    ]) {
      const error = await failure(fit);
      expect(error).toBeInstanceOf(TrainingError);
      expect(error).toMatchObject({ code: "interrupted" });
    }
  });

  it("says how many bytes are missing before it starts", async () => {
    const wide: Csr = ratingsOf(2, 100_000, [
      [0, 5, 3],
      [1, 99_999, 4],
    ]);
    const control = { seed: 0, threads: 1 };
    for (const [fit, bytes] of [
      [
        () => trainOn(trainItemKnn, wide, { ...control, options: { keep: 1_000_000 } }),
        /needs 80\d{9} bytes.*smaller keep/,
      ],
      [() => trainOn(trainSlopeOne, wide, control), /needs 39\d{9} bytes.*leave out rare items/],
    ] as const) {
      const error = await failure(fit);
      expect(error).toBeInstanceOf(TrainingError);
      expect(error).toMatchObject({ code: "memory-limit", message: expect.stringMatching(bytes) });
    }
    expect(await failure(() => trainOn(trainUserKnn, wide, control))).toMatchObject({ kind: "user-knn" });
  });
});
