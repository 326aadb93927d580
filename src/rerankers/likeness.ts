import type { Csr } from "../data/csr.ts";
import type { Vectors } from "../models/retrieval/retrieval.ts";
import type { ServedModel } from "../models/served-model.ts";

/** How alike a model finds items, by what it is packed with. Larger is more alike; 0 where it cannot tell. */
export interface Likeness {
  /** f32[items × others], row-major: the likeness of each of `items` to each of `others`. */
  matrix(items: Uint32Array, others: Uint32Array): Float32Array;
  /** f32[items]: Σ_j weights_j · likeness(item, others_j). */
  sums(items: Uint32Array, others: Uint32Array, weights: Float32Array): Float32Array;
}

/**
 * The likeness of a model: the cosine of its factors, or its weights from one item to another; undefined for a model that
 * keeps neither.
 */
export function likenessOf({ retrieve }: ServedModel, vectors: Vectors | undefined): Likeness | undefined {
  if (retrieve.by === "weights") return byWeights(retrieve.weights);
  if (retrieve.by !== "factors" || !vectors) return undefined;
  return byCosine(vectors, retrieve.likenessLanes ?? retrieve.factorCount);
}

/** O((items + others) · lanes), and O(items · others · lanes) for the matrix. */
function byCosine({ factorCount, itemFactors }: Vectors, lanes: number): Likeness {
  /** Rows of length 1 in the lanes that count; zeros stay zeros. */
  const unitRows = (items: Uint32Array): Float32Array => {
    const rows = itemFactors(items);
    const units = new Float32Array(items.length * lanes);
    for (let item = 0; item < items.length; item++) {
      const from = item * factorCount;
      let square = 0;
      for (let lane = 0; lane < lanes; lane++) square += rows[from + lane]! ** 2;
      const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (let lane = 0; lane < lanes; lane++) units[item * lanes + lane] = rows[from + lane]! * scale;
    }
    return units;
  };
  const dots = (left: Float32Array, right: Float32Array): Float32Array => {
    const [rows, columns] = [left.length / lanes, right.length / lanes];
    const found = new Float32Array(rows * columns);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        let sum = 0;
        for (let lane = 0, a = row * lanes, b = column * lanes; lane < lanes; lane++, a++, b++) {
          sum += left[a]! * right[b]!;
        }
        found[at] = sum;
      }
    }
    return found;
  };
  return {
    matrix: (items, others) => dots(unitRows(items), unitRows(others)),
    sums: (items, others, weights) => {
      const rows = unitRows(others);
      const sum = new Float64Array(lanes);
      for (let other = 0, at = 0; other < others.length; other++) {
        for (let lane = 0; lane < lanes; lane++, at++) sum[lane]! += weights[other]! * rows[at]!;
      }
      return dots(unitRows(items), Float32Array.from(sum));
    },
  };
}

/** Likeness from others to items: the entries of their rows. O(items + entries of the rows). */
function byWeights({ columnCount, offsets, indices, values }: Csr): Likeness {
  // One more than the place of each wanted item; zeros between calls.
  const places = new Uint32Array(columnCount);
  const visit = (
    items: Uint32Array,
    others: Uint32Array,
    found: (place: number, other: number, value: number) => void,
  ): void => {
    for (let place = 0; place < items.length; place++) places[items[place]!] = place + 1;
    for (let other = 0; other < others.length; other++) {
      const row = others[other]!;
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        const place = places[indices[at]!]!;
        if (place > 0) found(place - 1, other, values[at]!);
      }
    }
    for (let place = 0; place < items.length; place++) places[items[place]!] = 0;
  };
  return {
    matrix: (items, others) => {
      const likeness = new Float32Array(items.length * others.length);
      visit(items, others, (place, other, value) => {
        likeness[place * others.length + other] = value;
      });
      return likeness;
    },
    sums: (items, others, weights) => {
      const sums = new Float64Array(items.length);
      visit(items, others, (place, other, value) => {
        sums[place]! += weights[other]! * value;
      });
      return Float32Array.from(sums);
    },
  };
}
