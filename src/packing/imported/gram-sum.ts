import type { ItemFactors } from "../../kernels/item-index.ts";

/** Adds up YᵀY of rows that come in blocks, in f64: of rows in int8, that of the rows which they stand for. */
export interface GramSum {
  add(rows: ItemFactors): void;
  /** f64[columnCount × columnCount], row-major, symmetric. */
  products(): Float64Array;
}

export function createGramSum(columnCount: number): GramSum {
  const lower = new Float64Array(columnCount * columnCount);
  const row = new Float64Array(columnCount);
  return {
    add: (rows) => {
      const { values } = rows;
      for (let start = 0; start < values.length; start += columnCount) {
        // Rows in int8 stand for f32 products of value and scale, which fold-in reads.
        const scale = rows.precision === "int8" ? rows.scales[start / columnCount]! : 1;
        for (let lane = 0; lane < columnCount; lane++) row[lane] = Math.fround(values[start + lane]! * scale);
        for (let left = 0; left < columnCount; left++) {
          const value = row[left]!;
          if (value === 0) continue;
          const at = left * columnCount;
          for (let right = 0; right <= left; right++) lower[at + right]! += value * row[right]!;
        }
      }
    },
    products: () => {
      const whole = lower.slice();
      for (let left = 0; left < columnCount; left++) {
        for (let right = 0; right < left; right++)
          whole[right * columnCount + left] = whole[left * columnCount + right]!;
      }
      return whole;
    },
  };
}
