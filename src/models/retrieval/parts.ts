/** What the scores of some items are made of: score = Σ of its row of `parts` + its popularity, up to rounding. */
export interface Parts {
  /** Items of the history, and dislikes, that scores follow from; distinct. */
  readonly items: Uint32Array;
  /** f64[wanted × items.length], row-major. */
  readonly parts: Float64Array;
  /** f64[wanted]: what the popularity of each adds, which follows from nobody's history. */
  readonly popularity: Float64Array;
}

/** The sum of one row: a score. */
export function totalOf({ items, parts, popularity }: Parts, row: number): number {
  let total = popularity[row]!;
  for (let at = row * items.length; at < (row + 1) * items.length; at++) total += parts[at]!;
  return total;
}

/** parts[i, j] = rights[j] · products[i, j], from products f32[wanted × items.length]. */
export function weighedParts(products: Float32Array, rights: Float32Array): Float64Array {
  const parts = new Float64Array(products.length);
  for (let from = 0; from < parts.length; from += rights.length) {
    for (let at = 0; at < rights.length; at++) parts[from + at] = products[from + at]! * rights[at]!;
  }
  return parts;
}
