/**
 * The rows of each key: entry `key` lists the rows r with `keys[r] = key`, ascending. `keys` is u32[rows], each below
 * `keyCount`. The lists are parts of one copy. O(rows + keys).
 */
export function groupRows(keys: Uint32Array, keyCount: number): Uint32Array[] {
  const offsets = new Uint32Array(keyCount + 1);
  for (const key of keys) offsets[key + 1]! += 1;
  for (let key = 0; key < keyCount; key++) offsets[key + 1]! += offsets[key]!;
  const next = offsets.slice(0, keyCount);
  const rows = new Uint32Array(keys.length);
  for (let row = 0; row < keys.length; row++) rows[next[keys[row]!]!++] = row;
  return Array.from({ length: keyCount }, (_, key) => rows.subarray(offsets[key], offsets[key + 1]));
}

/** u32[count]: all rows of a table, ascending. */
export function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}
