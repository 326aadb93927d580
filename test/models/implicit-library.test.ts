import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import { IMPLICIT_PYTHON } from "../imported/python.ts";
import { randomTable } from "../training/tables.ts";
import { foldingModel, relativeError } from "./als-folds.ts";

const PROGRAM = fileURLToPath(new URL("implicit-library.py", import.meta.url));
const USERS = 300;
const FACTORS = 16;

/** What `implicit` finds in a matrix, whose values become 1 where they are not to count. */
function fitted(table: Csr, data: readonly number[], given: { alpha: number; regularization: number }) {
  const { rowCount, columnCount, offsets, indices } = table;
  const shape = [rowCount, columnCount];
  const input = JSON.stringify({
    ...{ ...given, factors: FACTORS, shape, data },
    ...{ indptr: [...offsets], indices: [...indices] },
  });
  const env = { ...process.env, OPENBLAS_NUM_THREADS: "1" };
  const { status, stdout, stderr } = spawnSync(IMPLICIT_PYTHON ?? "", [PROGRAM], {
    ...{ input, env },
    ...{ encoding: "utf8", maxBuffer: 2 ** 26 },
  });
  if (status !== 0) throw new Error(`implicit-library.py: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as { items: number[][]; users: number[][] };
}

describe.skipIf(IMPLICIT_PYTHON === undefined)("a model of implicit", () => {
  it.each([
    { alpha: 1, regularization: 0.05, weighting: "binary" },
    { alpha: 40, regularization: 0.5, weighting: "linear" },
  ])("has its users folded in as it computes them itself: $weighting, alpha $alpha", async (given) => {
    const { alpha, regularization, weighting } = given;
    const table = randomTable(USERS, 120, 0.1, 8);
    const data = weighting === "binary" ? new Array<number>(table.values.length).fill(1) : [...table.values];
    const { items, users } = fitted(table, data, { alpha, regularization });
    const rows = { rowCount: items.length, columnCount: FACTORS, values: Float32Array.from(items.flat()) };
    const options = { objective: "hkv", confidence: alpha, confidenceOffset: 0, regularization, weighting };
    const model = await foldingModel({ ...options, regularizationExponent: 0 }, rows);
    let largest = 0;
    for (const [user, exact] of users.entries()) {
      const own = model.fold([...rowIndices(table, user)], [...rowValues(table, user)]);
      largest = Math.max(largest, relativeError(own, exact));
    }
    expect(largest).toBeLessThan(1e-5);
    expect(largest).toBeGreaterThan(0);
  });
});
