import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import type { Matrix } from "../../src/kernels/reference/matrix.ts";
import { foldInNonNegative, foldInRidge } from "../../src/models/fold-in.ts";
import { explicitAls, ridgePenalty } from "../../src/models/linear-algebra/explicit-als.ts";
import { foldingModel, relativeError } from "../models/als-folds.ts";
import { randomTable } from "../training/tables.ts";
import { describeSpark, SPARK_SUBMIT } from "./spark.ts";

const JOB = fileURLToPath(new URL("als_factors.py", import.meta.url));

const RANK = 16;
const implicitPrefs = { implicitPrefs: true, rank: RANK, maxIter: 3 };
const FITS = {
  ratings: { ...implicitPrefs, alpha: 10.5, regParam: 0.1 },
  strong: { ...implicitPrefs, alpha: 100.7, regParam: 5.085 },
  nonnegative: { ...implicitPrefs, alpha: 10.5, regParam: 0.1, nonnegative: true },
  explicit: { rank: RANK, maxIter: 5, regParam: 0.1 },
  explicitNonnegative: { rank: RANK, maxIter: 5, regParam: 0.1, nonnegative: true },
};
const table = randomTable(300, 120, 0.1, 8);

/** Factors by id, as Spark has them: of users and items that have ratings. */
type Found = Record<
  keyof typeof FITS,
  Record<"users" | "items", readonly (readonly [id: number, factors: number[]])[]>
>;

const CONF = [
  ...["spark.driver.host=127.0.0.1", "spark.ui.enabled=false", "spark.sql.shuffle.partitions=1"],
  ...["spark.network.timeout=600s", "spark.executor.heartbeatInterval=60s", "spark.log.level=WARN"],
].flatMap((setting) => ["--conf", setting]);

describeSpark("Spark's users", () => {
  let folder: string;
  let found: Found;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nearedge-spark-"));
    const [ratings, out] = [join(folder, "ratings.csv"), join(folder, "factors.json")];
    const lines = Array.from({ length: table.rowCount }, (_, user) =>
      [...rowIndices(table, user)].map((item, at) => `${user},${item},${rowValues(table, user)[at]}\n`),
    );
    await writeFile(ratings, lines.flat().join(""));
    const python = join(dirname(SPARK_SUBMIT ?? ""), "python");
    const { status, stderr } = spawnSync(
      SPARK_SUBMIT ?? "",
      ["--master", "local[1]", ...CONF, JOB, ratings, JSON.stringify(FITS), out],
      {
        env: {
          ...process.env,
          SPARK_LOCAL_IP: "127.0.0.1",
          ...(existsSync(python) ? { PYSPARK_PYTHON: python } : {}),
        },
        encoding: "utf8",
        maxBuffer: 2 ** 28,
      },
    );
    if (status !== 0) throw new Error(`spark-submit ended with ${status}: ${stderr.slice(-1500)}`);
    found = JSON.parse(await readFile(out, "utf8"));
  }, 600_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The item factors of a fit; an item without ratings, which Spark has not, is of zeros. */
  function itemsOf(fit: keyof Found): Matrix & { readonly values: Float32Array } {
    const values = new Float32Array(table.columnCount * RANK);
    for (const [item, factors] of found[fit].items) values.set(factors, item * RANK);
    return { rowCount: table.columnCount, columnCount: RANK, values };
  }

  /** The largest relative error of all users. */
  function largestError(
    fit: keyof Found,
    fold: (items: Uint32Array, values: Float32Array) => ArrayLike<number>,
  ): number {
    const { users } = found[fit];
    expect(users).toHaveLength(table.rowCount);
    const errors = users.map(([user, factors]) =>
      relativeError(fold(rowIndices(table, user), rowValues(table, user)), factors),
    );
    return Math.max(...errors);
  }

  it.each([
    ["ratings", 10.5, 0.1, {}],
    ["strong", 100.7, 5.085, {}],
    ["nonnegative", 10.5, 0.1, { nonNegative: true }],
  ] as const)("are folded in as it found them, with hkv: %s", async (fit, confidence, regularization, more) => {
    const given = { objective: "hkv", weighting: "linear", confidence, regularization, ...more };
    const model = await foldingModel(given, itemsOf(fit));
    expect(largestError(fit, (items, values) => model.fold([...items], [...values]))).toBeLessThan(1e-5);
  });

  it("are others without the bound that they were found under", async () => {
    const given = { objective: "hkv", weighting: "linear", confidence: 10.5, regularization: 0.1 };
    const model = await foldingModel(given, itemsOf("nonnegative"));
    expect(largestError("nonnegative", (items, values) => model.fold([...items], [...values]))).toBeGreaterThan(0.1);
  });

  it("of explicit ratings are folded in as it found them, with explicit-als, and with nmf under the bound", () => {
    const own = explicitAls.readOptions({ biases: false, regularizationExponent: 1, regularization: 0.1 });
    const factors = (fit: keyof Found) => ({ itemFactors: itemsOf(fit).values, factorCount: RANK });
    const plain = largestError("explicit", (items, values) => {
      return foldInRidge(factors("explicit"), items, Float64Array.from(values), ridgePenalty(own, items.length)) ?? [];
    });
    expect(plain).toBeLessThan(1e-5);
    const bound = largestError("explicitNonnegative", (items, values) =>
      foldInNonNegative(factors("explicitNonnegative"), items, Float64Array.from(values), 0.1 * items.length),
    );
    expect(bound).toBeLessThan(1e-5);
  });
});
