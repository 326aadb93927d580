import type { ItemFactors } from "../../kernels/item-index.ts";

/** Rows of item factors that are somewhere else: on disk. */
export interface ReadRows {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly precision: "f32" | "int8";
  /** Rows `start` to `end`, without the last; a copy. */
  read(start: number, end: number): ItemFactors;
  /** Some rows, where there is a better way than to read runs of them. */
  readonly gather?: ((items: Uint32Array) => ItemFactors) | undefined;
}

/** Some rows, in the order of `items`, which ascend: neighbours are read together. */
export function gatherRows(rows: ReadRows, items: Uint32Array): ItemFactors {
  if (rows.gather) return rows.gather(items);
  const { columnCount } = rows;
  const narrow = rows.precision === "int8";
  const values = narrow ? new Int8Array(items.length * columnCount) : new Float32Array(items.length * columnCount);
  const scales = new Float32Array(items.length);
  for (let first = 0; first < items.length; ) {
    let end = first + 1;
    while (end < items.length && items[end] === items[end - 1]! + 1) end++;
    const run = rows.read(items[first]!, items[end - 1]! + 1);
    values.set(run.values, first * columnCount);
    if (run.precision === "int8") scales.set(run.scales, first);
    first = end;
  }
  return values instanceof Int8Array ? { precision: "int8", values, scales } : { precision: "f32", values };
}
