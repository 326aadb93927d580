import type { ItemFactors } from "../../kernels/item-index.ts";
import type { ByFactors } from "../served-model.ts";
import type { StateReader } from "../state.ts";
import { historyValue, ITEM_ROWS } from "./encoded-history.ts";
import { type EncoderLayer, encode, readEncoder } from "./encoder.ts";

/** The options that say what towers look like. */
export interface TowerShape {
  readonly factors: number;
  readonly historyHidden: number;
  readonly itemHidden: number;
  readonly similarity: "cosine" | "dot";
  readonly temperature: number;
}

/** The layers of a tower of histories, the bag first. */
export function historyLayers({ factors, historyHidden }: TowerShape): EncoderLayer[] {
  const linear: EncoderLayer = { units: factors, activation: "none" };
  return historyHidden > 0 ? [linear, { units: historyHidden, activation: "tanh" }, linear] : [linear];
}

/**
 * Retrieval by the tower of histories. Where the tower of items has no layer of its own, its rows are those that histories are
 * made of, and stand in the state once. Throws ArtefactError `model-state`.
 */
export function servedTowers(shape: TowerShape, state: StateReader, itemCount: number): ByFactors {
  const { factors: factorCount, itemHidden, similarity, temperature } = shape;
  const isCosine = similarity === "cosine";
  const encoder = readEncoder(state, itemCount, historyLayers(shape));
  const rows = itemHidden > 0 ? state.factors(ITEM_ROWS, itemCount, factorCount) : encoder.table;
  return {
    by: "factors",
    factors: isCosine && itemHidden === 0 ? unitRows(rows, factorCount) : rows,
    factorCount,
    query: (_, items) => {
      const values = new Float64Array(items.length).fill(historyValue(items.length));
      const x = encode(encoder, items, values);
      const scale = (isCosine ? inverseLength(x) : 1) / temperature;
      return Float32Array.from(x, (value) => scale * value);
    },
  };
}

/** Rows scaled to length 1: of rows in int8 only the scales change. */
function unitRows(rows: ItemFactors, width: number): ItemFactors {
  const itemCount = rows.values.length / width;
  const scales = Float32Array.from({ length: itemCount }, (_, item) =>
    inverseLength(rows.values.subarray(item * width, (item + 1) * width)),
  );
  if (rows.precision === "int8") return { precision: "int8", values: rows.values, scales };
  return { precision: "f32", values: rows.values.map((value, at) => value * scales[Math.floor(at / width)]!) };
}

/** 1/‖x‖, 0 for zeros. */
export function inverseLength(x: ArrayLike<number>): number {
  let squares = 0;
  for (let lane = 0; lane < x.length; lane++) squares += x[lane]! * x[lane]!;
  return squares > 0 ? 1 / Math.sqrt(squares) : 0;
}
