import { checkInteger, checkLength } from "../check.ts";

/** A sparse matrix in compressed rows; columns ascend within a row. */
export interface CsrMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** u32[rowCount + 1] */
  readonly offsets: Uint32Array;
  /** u32[entries] */
  readonly indices: Uint32Array;
  /** f32[entries] */
  readonly values: Float32Array;
}

/**
 * Throws RangeError unless offsets begin at 0, never fall and end at the number of entries, and the columns of each row
 * ascend, each once, below columnCount. Values may be anything. `name` leads the message. O(rows + entries).
 */
export function checkCsr(name: string, { rowCount, columnCount, offsets, indices, values }: CsrMatrix): void {
  checkLength(`${name}.offsets`, offsets.length, rowCount + 1);
  checkLength(`${name}.values`, values.length, indices.length);
  if (offsets[0] !== 0) checkInteger(`${name}.offsets[0]`, offsets[0], 0, 0);
  for (let row = 0; row < rowCount; row++) {
    const end = offsets[row + 1]!;
    if (end < offsets[row]! || end > indices.length) {
      throw new RangeError(
        `${name}.offsets: expected ascending places in ${indices.length} entries, got ${offsets[row]} and ${end} for row ${row}`,
      );
    }
    for (let at = offsets[row]!; at < end; at++) {
      const column = indices[at]!;
      if (column >= columnCount) checkInteger(`${name}: column in row ${row}`, column, 0, columnCount - 1);
      if (at > offsets[row]! && column <= indices[at - 1]!) {
        throw new RangeError(
          `${name}: expected ascending columns in row ${row}, got ${column} after ${indices[at - 1]}`,
        );
      }
    }
  }
  checkLength(`${name}.indices`, indices.length, offsets[rowCount]!);
}
