import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shareOfDifferentLists } from "../../bench/evaluate/evaluate.ts";
import { listAt, measureKernels, measureLoop, modelOf, samplePlaces } from "../../bench/evaluate/measure.ts";
import { findSplit } from "../../bench/evaluate/places.ts";
import { prepareMadeUp } from "../../bench/evaluate/prepare.ts";
import { rankPlainly } from "../../bench/evaluate/rank-loop.ts";
import { foldOf, loadWorkload, storeWorkload } from "../../bench/evaluate/workload.ts";
import type { Report } from "../../bench/report.ts";
import { selectRows } from "../../src/data/csr.ts";
import { toCsr } from "../../src/data/interactions.ts";
import { runBench } from "./run-bench.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-evaluate-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const workload = prepareMadeUp({ userCount: 60, itemCount: 200 }, 8, 5);

describe("data that are made up", () => {
  it("are the same for the same seed, hold each pair once, and have something of every user in both parts", () => {
    expect(prepareMadeUp({ userCount: 60, itemCount: 200 }, 8, 5)).toEqual(workload);
    const { train, test } = workload;
    const pairs = [train, test].flatMap(({ users, items }) =>
      Array.from(users, (user, row) => `${user},${items[row]}`),
    );
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(new Set(train.users).size).toBe(60);
    expect(new Set(test.users).size).toBe(60);
  });

  it("have the scaled Gram matrix of their factors", () => {
    const { itemFactors, gram, options } = workload;
    let sum = 0;
    for (let item = 0; item < 200; item++) sum += itemFactors[item * 8 + 2]! * itemFactors[item * 8 + 5]!;
    expect(gram[2 * 8 + 5]).toBeCloseTo(options.unobservedWeight * sum, 4);
    expect(gram[5 * 8 + 2]).toBe(gram[2 * 8 + 5]);
  });

  it("come back from a folder as they went in", async () => {
    const own = join(folder, "stored");
    await mkdir(own);
    await storeWorkload(own, workload);
    expect(await loadWorkload(own)).toEqual(workload);
  });
});

describe("the plain loop", () => {
  const items = { factors: Float64Array.of(1, 3, 2, 3, 0), itemCount: 5, factorCount: 1 };

  it("goes by score and then by index, and leaves the history out", () => {
    expect([...rankPlainly(items, Float64Array.of(1), new Uint8Array(5), 4)]).toEqual([1, 3, 2, 0]);
    expect([...rankPlainly(items, Float64Array.of(-1), Uint8Array.of(0, 0, 1, 0, 0), 3)]).toEqual([4, 0, 1]);
  });

  it("gives a shorter list where there are fewer items", () => {
    expect([...rankPlainly(items, Float64Array.of(1), Uint8Array.of(0, 1, 1, 1, 0), 4)]).toEqual([0, 4]);
  });
});

describe("ranking for a sample of users", () => {
  it("gives the lists that the model itself gives, by the kernels and by the loop", async () => {
    const model = await modelOf(workload);
    const fold = foldOf(workload);
    const places = samplePlaces(60, 12);
    // Every user has test items, so that place and user are the same number.
    const { items } = model.recommendBatch(selectRows(toCsr(fold.train), Uint32Array.from(places)), 20);
    const expected = places.map((_, row) => [...items.subarray(row * 20, (row + 1) * 20)]);
    const kernels = await measureKernels(workload, model, 20, 12);
    expect(kernels).toMatchObject({ lists: expected });
    expect(measureLoop(workload, model, 20, 12)).toMatchObject({ lists: expected });
  });

  it("finds a list in whatever batch it is", () => {
    const batches = [Uint32Array.of(1, 2, 3, 4), Uint32Array.of(5, 6)];
    expect([0, 1, 2].map((place) => listAt(batches, place, 2))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(() => listAt(batches, 3, 2)).toThrow("expected less than 3, got 3");
  });

  it("spreads the sample evenly and takes everybody where there are too few", () => {
    expect(samplePlaces(10, 4)).toEqual([0, 2, 5, 7]);
    expect(samplePlaces(3, 500)).toEqual([0, 1, 2]);
  });
});

describe("the error of the evaluate benchmark", () => {
  it("is the share of lists with another item or another order", () => {
    const exact = [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ];
    expect(shareOfDifferentLists(exact, exact)).toBe(0);
    expect(
      shareOfDifferentLists(
        [
          [1, 2],
          [4, 3],
          [5, 6],
          [7, 9],
        ],
        exact,
      ),
    ).toBe(0.5);
    expect(shareOfDifferentLists([[1, 2], [3, 4], [5, 6], [7]], exact)).toBe(0.25);
    expect(() => shareOfDifferentLists([], exact)).toThrow("expected 4, got 0");
  });
});

describe("the evaluate benchmark", () => {
  it("has ranking and measuring apart, and the loop marked as scaled up", async () => {
    const own = join(folder, "report");
    await mkdir(own);
    const { status, output } = await runBench(own, ["evaluate", "--quick", "--json"]);
    expect(status).toBe(0);
    const { rows } = JSON.parse(output) as Report;
    const [kernels, loop] = rows;
    expect(rows.map(({ variant }) => variant)).toEqual(["nearedge kernels", "javascript f64"]);
    expect(kernels).toMatchObject({ size: 900, users: 400, sampledUsers: 50, error: 0 });
    const parts = Number(kernels?.ms) + Number(kernels?.foldInMs) + Number(kernels?.measuringMs);
    expect(kernels?.allMs).toBeCloseTo(parts, 6);
    expect(loop).toMatchObject({ foldInMs: null, measuringMs: null, allMs: null, ratio: 1, error: 0 });
    expect(loop?.note).toBe("ranked for 50 of 400 users, time scaled up");
    expect(loop?.data).toBe("data and factors made up");
    expect(await readdir(own)).toEqual([]);
  }, 60_000);

  it("says so when the folder that was named has no data", async () => {
    const parameters = ["evaluate", "--data", join(folder, "nowhere")];
    const { status, errors } = await runBench(folder, parameters);
    expect(status).toBe(1);
    expect(errors).toContain("expected train.txt and test.txt of LightGCN's Gowalla there");
    expect(() => findSplit(join(folder, "nowhere"))).toThrow("nowhere");
  });
});
