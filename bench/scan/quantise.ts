/** Largest magnitude of an int8 value; -128 is not used. */
const INT8_LIMIT = 127;

/** Rows as int8 with one scale each: values = round(row / scale), scale = max|row| / 127; 0 for a zero row. */
export function quantiseByRow(rows: Float32Array, width: number): { values: Int8Array; scales: Float32Array } {
  const values = new Int8Array(rows.length);
  const scales = new Float32Array(rows.length / width);
  for (let row = 0; row < scales.length; row++) {
    const own = rows.subarray(row * width, (row + 1) * width);
    const scale = Math.fround(largest(own) / INT8_LIMIT);
    scales[row] = scale;
    if (scale > 0) for (let at = 0; at < width; at++) values[row * width + at] = Math.round(own[at]! / scale);
  }
  return { values, scales };
}

/** All values as int8 with one scale: for searches that know no scale by row. */
export function quantiseAll(all: Float32Array): { values: Int8Array; scale: number } {
  const scale = largest(all) / INT8_LIMIT;
  return { values: Int8Array.from(all, (value) => (scale > 0 ? Math.round(value / scale) : 0)), scale };
}

function largest(values: Float32Array): number {
  let maximum = 0;
  for (let at = 0; at < values.length; at++) maximum = Math.max(maximum, Math.abs(values[at]!));
  return maximum;
}
