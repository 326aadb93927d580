import type { FactorTable } from "../../data/factor-table.ts";

/** What one pass through the rows finds. */
export interface TableFacts {
  /** Largest |entry|. */
  readonly largest: number;
  /** Mean over the rows of the largest |entry| of each. */
  readonly meanLargest: number;
  readonly hasNegative: boolean;
  /** Rows of zeros: they point nowhere. */
  readonly emptyRows: number;
}

/** Looks at all rows once; of rows without entries other than 0 both figures are 0. Throws what reading them throws. */
export async function tableFacts(
  { blocks, itemCount, factorCount }: FactorTable,
  signal?: AbortSignal,
): Promise<TableFacts> {
  let [largest, sum, hasNegative, emptyRows] = [0, 0, false, 0];
  for await (const { values } of blocks()) {
    signal?.throwIfAborted();
    for (let start = 0; start < values.length; start += factorCount) {
      let own = 0;
      for (let at = start; at < start + factorCount; at++) {
        const value = values[at]!;
        if (value < 0) hasNegative = true;
        own = Math.max(own, Math.abs(value));
      }
      if (own === 0) emptyRows++;
      sum += own;
      largest = Math.max(largest, own);
    }
  }
  return { largest, meanLargest: sum / itemCount, hasNegative, emptyRows };
}

/** The table with each row made anew: `write` puts row `item`, which begins at `from` in `values`, into `target` at `to`. */
export function mapRows(
  { itemCount, factorCount, blocks }: FactorTable,
  width: number,
  write: (item: number, values: Float32Array, from: number, target: Float32Array, to: number) => void,
): FactorTable {
  return {
    itemCount,
    factorCount: width,
    async *blocks() {
      for await (const { start, values } of blocks()) {
        const count = values.length / factorCount;
        const target = new Float32Array(count * width);
        for (let row = 0; row < count; row++) write(start + row, values, row * factorCount, target, row * width);
        yield { start, values: target };
      }
    },
  };
}

/** All rows in memory, f32[items × factorCount]: for what has to be fitted to them. */
export async function wholeTable(
  { itemCount, factorCount, blocks }: FactorTable,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const whole = new Float32Array(itemCount * factorCount);
  for await (const { start, values } of blocks()) {
    signal?.throwIfAborted();
    whole.set(values, start * factorCount);
  }
  return whole;
}

/** A table of rows in memory. */
export function tableOf(values: Float32Array, factorCount: number): FactorTable {
  const rows = 16_384;
  return {
    itemCount: values.length / factorCount,
    factorCount,
    async *blocks() {
      for (let start = 0; start * factorCount < values.length; start += rows) {
        yield { start, values: values.slice(start * factorCount, (start + rows) * factorCount) };
      }
    },
  };
}
