/** Largest magnitude of a quantised query: 15 bits, see assembly/block.ts. */
const QUERY_LIMIT = 32_767;

/** An integer query: values[d] · scale ≈ query[d]. */
export interface QuantisedQuery {
  readonly values: Int16Array;
  readonly scale: number;
}

/**
 * The query in the form of the kernels: unchanged for "dot", divided by its length for "cosine" (zero stays zero).
 * `where` names it in the error. For "cosine" lanes from `cosineFactors` on are taken as 0. Throws RangeError for a
 * factor that is not finite: no item could be returned.
 */
export function prepareQuery(
  where: string,
  query: Float32Array,
  similarity: "dot" | "cosine",
  cosineFactors: number,
): Float32Array {
  let squared = 0;
  for (let at = 0; at < cosineFactors; at++) squared += query[at]! * query[at]!;
  let others = 0;
  for (let at = cosineFactors; at < query.length; at++) others += query[at]! * query[at]!;
  // f32 squares cannot overflow a f64 sum, so the sum is finite exactly when every factor is.
  if (!Number.isFinite(squared + others)) {
    const at = query.findIndex((value) => !Number.isFinite(value));
    throw new RangeError(`${where}: expected finite factors, got ${query[at]} as factor ${at}`);
  }
  if (similarity === "dot") return query;
  const inverse = squared > 0 ? 1 / Math.sqrt(squared) : 0;
  return query.map((value, at) => (at < cosineFactors ? value * inverse : 0));
}

/**
 * Symmetric 15-bit quantisation of a finite query: |query − scale·values| ≤ scale/2 (1 + 2⁻⁸); scale 0 for a zero
 * query.
 */
export function quantiseQuery(query: Float32Array): QuantisedQuery {
  let largest = 0;
  for (let at = 0; at < query.length; at++) largest = Math.max(largest, Math.abs(query[at]!));
  const scale = largest / QUERY_LIMIT;
  const values = new Int16Array(query.length);
  if (scale > 0) for (let at = 0; at < query.length; at++) values[at] = Math.round(query[at]! / scale);
  return { values, scale: Math.fround(scale) };
}
