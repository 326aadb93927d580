import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPython, readRequirements } from "../../bench/python.ts";
import type { Report } from "../../bench/report.ts";
import { capturedEnergy } from "../../bench/train/captured-energy.ts";
import { loadPart, loadTexts, storeDataSet, storeTexts } from "../../bench/train/data.ts";
import { withOnes } from "../../bench/train/fit-factors.ts";
import {
  FACTOR_MODELS,
  factorJobs,
  passesOf,
  RATING_JOBS,
  RATING_MODELS,
  selectJobs,
  WHOLE_MODELS,
  wholeJobs,
} from "../../bench/train/jobs.ts";
import { differenceOfVectors, differenceOfWeights, type TermVectors } from "../../bench/train/largest-difference.ts";
import { madeUpSizes, makeUpSplit, makeUpTexts } from "../../bench/train/made-up.ts";
import { dataFile } from "../../bench/train/places.ts";
import { columnOf, meanMetric, metricDifference, ratioOf, relativeDifference } from "../../bench/train/rounds.ts";
import { type Finished, runBench } from "./run-bench.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-train-bench-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function emptyFolder(name: string): Promise<string> {
  const own = join(folder, name);
  await mkdir(own);
  return own;
}

describe("data that are made up for training", () => {
  const data = makeUpSplit(1000, 7);

  it("are the same for the same seed, with 50 items a user, each once, and ratings from 1 to 5", () => {
    expect(makeUpSplit(1000, 7)).toEqual(data);
    expect(makeUpSplit(1000, 8).train).not.toEqual(data.train);
    const { userCount, itemCount, train, test } = data;
    expect({ userCount, itemCount }).toEqual(madeUpSizes(1000));
    const pairs = [train, test].flatMap(({ users, items }) => [...users].map((user, at) => user * 1e6 + items[at]!));
    expect(pairs).toHaveLength(50 * userCount);
    expect(new Set(pairs).size).toBe(pairs.length);
    for (const value of [...train.values, ...test.values]) expect([1, 2, 3, 4, 5]).toContain(value);
  });

  it("are read as they were written", async () => {
    const own = await emptyFolder("stored");
    await storeDataSet(own, data);
    const train = await loadPart(own, "train");
    expect([train.rowCount, train.columnCount]).toEqual([data.userCount, data.itemCount]);
    expect(train.indices.length).toBe(data.train.users.length);
    expect((await loadPart(own, "test")).indices.length).toBe(data.test.users.length);
  });

  it("are texts too, the same for the same seed, which are read as they were written", async () => {
    const own = await emptyFolder("texts");
    const texts = makeUpTexts(3, 7);
    expect(makeUpTexts(3, 7)).toEqual(texts);
    expect(makeUpTexts(3, 8)).not.toEqual(texts);
    for (const text of texts) expect(text.split(" ")).toHaveLength(20);
    await storeTexts(own, texts);
    expect(await loadTexts(own)).toEqual(texts);
  });
});

describe("the jobs", () => {
  it("are all models, and name what one time is of", () => {
    expect(RATING_JOBS.map(({ model }) => model)).toEqual(RATING_MODELS);
    const factors = factorJobs("gowalla", 3);
    expect(new Set(factors.map(({ model }) => model))).toEqual(new Set(FACTOR_MODELS));
    expect(new Set(wholeJobs(false).map(({ model }) => model))).toEqual(new Set(WHOLE_MODELS));
    expect(factors.map(({ settings }) => settings.epochs)).toEqual([3, 3, 3, 3]);
    expect(RATING_JOBS.map(passesOf)).toEqual([20, 20, 1, 1, 1, 20, 50]);
    expect([...factors, ...wholeJobs(false)].map(passesOf)).toEqual(new Array(8).fill(1));
  });

  it("are told apart by their names, and chosen by them", () => {
    const jobs = [...factorJobs("gowalla", 3), ...wholeJobs(false), ...RATING_JOBS];
    expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length);
    expect(selectJobs(jobs, undefined)).toEqual(jobs);
    expect(selectJobs(jobs, ["nmf", "bpr"]).map(({ name }) => name)).toEqual(["bpr", "nmf"]);
  });

  it("put a column of ones behind factors whose items have a bias", () => {
    expect(withOnes(Float32Array.of(1, 2, 3, 4), 2)).toEqual(Float32Array.of(1, 2, 1, 3, 4, 1));
  });
});

describe("figures over rounds", () => {
  const of = (...rmse: number[]) => ({
    rounds: rmse.map((value) => ({ rawMs: [9, value, 0], rawCpuMs: [], peakBytes: 0, metrics: { rmse: value } })),
  });

  it("are medians of a round, ratios round by round, and means of metrics", () => {
    expect(columnOf(of(1, 2), ({ rawMs }) => rawMs)).toEqual([1, 2]);
    expect(ratioOf([1, 2, 4], [2, 6, 4])).toBe(2);
    expect(ratioOf([], [])).toBeNull();
    expect(ratioOf([1], [])).toBeNull();
    expect(meanMetric(of(1, 2), "rmse")).toBe(1.5);
    expect(meanMetric(of(1, 2), "ndcg")).toBeNull();
    expect(metricDifference(of(1, 2), of(1, 1), "rmse")).toBe(0.5);
    expect(metricDifference(of(1, 2), of(), "rmse")).toBeNull();
    expect(relativeDifference(of(3), of(2), "rmse")).toBe(0.5);
    expect(relativeDifference(of(3), of(), "rmse")).toBeNull();
  });
});

describe("what both sides have stored", () => {
  it("is compared weight by weight, as a share of the largest one", () => {
    expect(differenceOfWeights(Float32Array.of(1, -2), Float32Array.of(1, -4))).toBe(0.5);
    expect(() => differenceOfWeights(Float32Array.of(1), Float32Array.of(1, 2))).toThrow("expected 2 weights, got 1");
  });

  it("is compared term by term, whatever order the columns have, and a term that one side lacks counts whole", () => {
    const own: TermVectors = { terms: ["a", "b"], offsets: [0, 2, 3], columns: [0, 1, 1], values: [0.6, 0.8, 1] };
    const turned: TermVectors = { terms: ["b", "a"], offsets: [0, 2, 3], columns: [0, 1, 0], values: [0.8, 0.6, 1] };
    expect(differenceOfVectors(own, turned)).toBe(0);
    expect(differenceOfVectors(own, { ...turned, values: [0.8, 0.5, 1] })).toBeCloseTo(0.1, 12);
    const without: TermVectors = { ...turned, offsets: [0, 2, 2] };
    expect(differenceOfVectors(own, without)).toBe(1);
    expect(differenceOfVectors(without, own)).toBe(1);
    expect(() => differenceOfVectors(own, { ...turned, offsets: [0, 3] })).toThrow("expected 1 vectors, got 2");
  });

  it("explains all of a matrix by all of its directions, whatever their length, and a part by one of them", () => {
    // diag(2, 1): the squares are 4 and 1.
    const matrix = {
      ...{ rowCount: 2, columnCount: 2, offsets: Uint32Array.of(0, 1, 2) },
      ...{ indices: Uint32Array.of(0, 1), values: Float32Array.of(2, 1) },
    };
    expect(capturedEnergy(matrix, Float32Array.of(1, 0))).toBeCloseTo(0.8, 12);
    expect(capturedEnergy(matrix, Float32Array.of(0, 7))).toBeCloseTo(0.2, 12);
    expect(capturedEnergy(matrix, Float32Array.of(1, 3, 1, -1))).toBeCloseTo(1, 12);
    expect(capturedEnergy(matrix, Float32Array.of(1, 0, 0, 0))).toBeCloseTo(0.8, 12);
  });
});

describe("the Python environment", () => {
  it("has pinned packages only", async () => {
    const text = await readFile(new URL("../../bench/peers/requirements.txt", import.meta.url), "utf8");
    expect(readRequirements(text).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["implicit", "scikit-surprise"]),
    );
    const lightfm = await readFile(new URL("../../bench/peers/requirements-lightfm.txt", import.meta.url), "utf8");
    // Its build tools come before it.
    expect(readRequirements(lightfm).at(-1)?.name).toBe("lightfm");
    expect(() => readRequirements("numpy>=2\n")).toThrow("expected name==version, got numpy>=2");
  });

  it("is left out, with the reason for every package, where there is no Python", async () => {
    const places = { folder: join(folder, "venv"), python: join(folder, "no-python") };
    const { python, versions, missing } = await installPython(() => undefined, places);
    expect(python).toBeUndefined();
    expect(versions).toEqual({});
    expect(missing.implicit).toContain("ENOENT");
    expect(missing["scikit-surprise"]).toContain("NEAREDGE_PYTHON");
    expect(missing.lightfm).toBeUndefined();
    const withLightfm = await installPython(() => undefined, { ...places, lightfm: true });
    expect(withLightfm.missing.lightfm).toContain("NEAREDGE_PYTHON");
  });
});

describe("missing data", () => {
  it("are named, with what to do", async () => {
    expect(() => dataFile(join(folder, "nowhere"), "ml-100k", "u1.base")).toThrow("--data or NEAREDGE_DATA");
    for (const bench of ["train", "quality"]) {
      const own = await emptyFolder(`missing-${bench}`);
      const { status, errors } = await runBench(own, [bench, "--no-peers", "--data", join(folder, "nowhere")]);
      expect(status).toBe(1);
      expect(errors).toContain("there is no such file");
      expect(await readdir(own)).toEqual([]);
    }
  }, 60_000);
});

const SIDE_COUNT = 2;

/** Jobs in the order of the rows, each with a row of ours and one of the peer, which is left out. */
function expectSides(rows: Report["rows"], jobs: readonly string[]): void {
  expect(rows.map(({ job }) => job)).toEqual(jobs.flatMap((job) => [job, job]));
  for (const [place, row] of rows.entries()) {
    if (place % SIDE_COUNT === 0) {
      expect(row.variant).toBe("nearedge");
      expect(row.note, row.note).not.toContain("failed");
      expect(row.ms).toBeGreaterThan(0);
      expect(row.error).toBeNull();
    } else {
      expect(row).toMatchObject({ ms: null, error: null, note: "left out by --no-peers" });
    }
  }
}

describe("the train benchmark, quick and without peers", () => {
  let finished: Finished;
  let own: string;
  beforeAll(async () => {
    own = await emptyFolder("train");
    finished = await runBench(own, ["train", "--quick", "--json", "--no-peers"]);
  }, 120_000);

  it("has a row for each side of each model, with time, throughput and memory", async () => {
    expect(finished.status, finished.errors).toBe(0);
    const { rows, settings } = JSON.parse(finished.output) as Report;
    expect(settings).toMatchObject({ quick: true, rounds: 1 });
    const jobs = [...factorJobs("gowalla", 2), ...wholeJobs(true), ...RATING_JOBS].map(({ name }) => name);
    const compared = rows.slice(0, SIDE_COUNT * jobs.length);
    expectSides(compared, jobs);
    for (const row of compared.filter(({ variant }) => variant === "nearedge")) {
      expect(row.perSecond).toBeCloseTo((1000 * Number(row.trained)) / Number(row.ms), 3);
      // A process with Node in it takes more than 20 MB and less than the unit gone wrong.
      expect(row.peakBytes).toBeGreaterThan(20e6);
      expect(row.peakBytes).toBeLessThan(2e9);
    }
    expect(rows).toHaveLength(compared.length);
    expect(await readdir(own)).toEqual([]);
  });
});

it("the train benchmark runs the jobs that are named, and lists them for a name that there is not", async () => {
  const own = await emptyFolder("only");
  const { status, output, errors } = await runBench(own, [
    "train",
    "--quick",
    "--json",
    "--no-peers",
    "--only",
    "ease",
  ]);
  expect(status, errors).toBe(0);
  expectSides((JSON.parse(output) as Report).rows, ["ease"]);
  const wrong = await runBench(own, ["train", "--quick", "--only", "ease,nothing"]);
  expect(wrong.status).toBe(2);
  expect(wrong.errors).toContain("--only: expected some of implicit-als, bpr, bpr-lightfm");
  expect(wrong.errors).toContain('got "nothing"');
  expect((await runBench(own, ["scan", "--quick", "--only", "ease"])).status).toBe(2);
}, 60_000);

it("the quality benchmark, quick and without peers, has RMSE for ratings and precision and nDCG for rankings", async () => {
  const own = await emptyFolder("quality");
  const { status, output, errors } = await runBench(own, ["quality", "--quick", "--json", "--no-peers"]);
  expect(status, errors).toBe(0);
  const { rows } = JSON.parse(output) as Report;
  expectSides(rows, [...RATING_MODELS, "implicit-als"]);
  for (const row of rows.filter(({ variant }) => variant === "nearedge")) {
    const ranks = row.model === "implicit-als";
    if (ranks) {
      expect(row).toMatchObject({ rmse: null });
      expect(row.ndcg).toBeGreaterThan(0);
      expect(row.precision).toBeGreaterThan(0);
    } else {
      expect(row).toMatchObject({ ndcg: null, precision: null });
      // Ratings are noise of deviation 1 around two tastes.
      expect(row.rmse).toBeGreaterThan(0.5);
      expect(row.rmse).toBeLessThan(1.5);
    }
    expect(row.raw).toHaveLength(ranks ? 1 : 2);
  }
  expect(await readdir(own)).toEqual([]);
}, 120_000);

it("the int8 benchmark, quick, has both precisions of each model side by side", async () => {
  const own = await emptyFolder("int8");
  const { status, output, errors } = await runBench(own, ["int8", "--quick", "--json"]);
  expect(status, errors).toBe(0);
  const { rows } = JSON.parse(output) as Report;
  const models = ["implicit-als", "bpr", "warp"];
  expect(rows.map(({ model }) => model)).toEqual([...models, ...models].flatMap((model) => [model, model]));
  for (const [place, row] of rows.entries()) {
    const exact = rows[place - (place % 2)];
    expect(row.variant).toBe(place % 2 === 0 ? "f32" : "int8");
    expect(row.error).toBe(Number(row.recall) - Number(exact?.recall));
    expect(Number(row.recall)).toBeGreaterThan(0);
    if (place % 2 === 0) expect(row.overlap).toBeCloseTo(1, 12);
    // A byte in place of four, and four for the scale of a row.
    else expect(Number(row.bytes)).toBeLessThan(Number(exact?.bytes) / 3);
  }
  expect(await readdir(own)).toEqual([]);
}, 120_000);
