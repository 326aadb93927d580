import { checkInteger, checkLength, offsetFault } from "../check.ts";

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
 * Throws RangeError unless offsets begin at 0, never decrease and end at the number of entries, and the columns of each
 * row ascend, each once, below columnCount. Values are not checked. `name` starts the message. O(rows + entries).
 */
export function checkCsr(name: string, { rowCount, columnCount, offsets, indices, values }: CsrMatrix): void {
  checkLength(`${name}.offsets`, offsets.length, rowCount + 1);
  checkLength(`${name}.values`, values.length, indices.length);
  const fault = offsetFault(offsets, indices.length);
  if (fault !== undefined) throw new RangeError(`${name}.offsets: ${fault}`);
  for (let row = 0; row < rowCount; row++) {
    const end = offsets[row + 1]!;
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
}
