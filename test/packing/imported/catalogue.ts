import { type Csr, csrFromCoordinates } from "../../../src/data/csr.ts";
import { BLOCK_ROWS, type FactorTable } from "../../../src/data/factor-table.ts";
import { emptyItemTable } from "../../../src/data/items.ts";
import { createVocabulary } from "../../../src/data/vocabulary.ts";
import type { ImportedData, JudgingSample } from "../../../src/packing/imported/types.ts";
import { createRandom } from "../../../src/random.ts";

/** A table whose blocks are one array that is overwritten: a receiver that keeps one has the wrong rows. */
export function tableOf(values: Float32Array, factorCount: number, blockRows = BLOCK_ROWS): FactorTable {
  const itemCount = values.length / factorCount;
  return {
    itemCount,
    factorCount,
    blocks: async function* () {
      const buffer = new Float32Array(blockRows * factorCount);
      for (let start = 0; start < itemCount; start += blockRows) {
        buffer.fill(Number.NaN);
        const own = values.subarray(start * factorCount, (start + blockRows) * factorCount);
        buffer.set(own);
        yield { start, values: buffer.subarray(0, own.length) };
      }
    },
  };
}

/** Some entries of each row, drawn so that low indices are more common; values 1 to 5. */
export function drawnMatrix(rowCount: number, columnCount: number, perRow: number, seed: number): Csr {
  const random = createRandom(seed);
  const [rows, columns, values]: [number[], number[], number[]] = [[], [], []];
  for (let row = 0; row < rowCount; row++) {
    const own = new Set<number>();
    while (own.size < perRow) own.add(Math.floor(random.nextFloat() ** 2 * columnCount));
    for (const column of own) {
      rows.push(row);
      columns.push(column);
      values.push(1 + Math.floor(random.nextFloat() * 5));
    }
  }
  return csrFromCoordinates(
    rowCount,
    columnCount,
    Uint32Array.from(rows),
    Uint32Array.from(columns),
    Float32Array.from(values),
  );
}

/** The matrix in two: every fifth entry is for the test part. */
export function sampleOf(matrix: Csr, sampledFrom?: number): JudgingSample {
  const part = (isTest: boolean): Csr => {
    const offsets = new Uint32Array(matrix.rowCount + 1);
    const kept: number[] = [];
    for (let row = 0; row < matrix.rowCount; row++) {
      for (let entry = matrix.offsets[row]!; entry < matrix.offsets[row + 1]!; entry++) {
        if ((entry % 5 === 3) === isTest) kept.push(entry);
      }
      offsets[row + 1] = kept.length;
    }
    const pick = (from: Float32Array | Uint32Array) => kept.map((entry) => from[entry]!);
    const [indices, values] = [Uint32Array.from(pick(matrix.indices)), Float32Array.from(pick(matrix.values))];
    return { ...matrix, offsets, indices, values };
  };
  const histories = part(false);
  const trainPopularity = new Float32Array(matrix.columnCount);
  for (const item of histories.indices) trainPopularity[item]! += 1;
  return { histories, test: part(true), trainPopularity, sampledFrom, protocol: "hold-out per user:0.1" };
}

/** Everything beside the model, without users. */
export function dataOf(popularity: Float32Array, feedback: "explicit" | "implicit" = "implicit"): ImportedData {
  const itemIds = createVocabulary(Array.from(popularity, (_, item) => `i${item}`));
  return {
    items: emptyItemTable(itemIds),
    popularity,
    name: "imported",
    seed: 7,
    origin: { kind: "spark-job", version: "4.3.0" },
    data: {
      name: "plays",
      fingerprint: "0123456789abcdef".repeat(4),
      fingerprintKind: "row-sum",
      users: 1000,
      items: popularity.length,
      interactions: 12_345,
      feedback,
      note: "",
    },
  };
}
