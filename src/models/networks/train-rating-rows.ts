import { type Csr, rowIndices, rowValues, withEntries } from "../../data/csr.ts";
import { OptionsError } from "../../errors.ts";
import type { Batch, Terms } from "../../neural/batch.ts";
import type { Examples } from "../../neural/validation.ts";
import { createRandom } from "../../random.ts";
import { matrixFingerprint } from "./train-fingerprint.ts";

/** Rows of a matrix as an autoencoder reads them. */
export interface RatingRows {
  readonly train: Examples;
  /** The ratings that are kept from training, read beside the others; undefined where the share is 0. */
  readonly validation: Examples | undefined;
  /** What all rows are read from, for `read`. */
  readonly matrix: Csr;
}

const STREAM = 0x7276;

/**
 * Rows with entries as examples: the encoder reads a row's entries, and the loss is of the same. A share of the entries, drawn
 * one by one, is kept for validation: training does not read them, and the validation loss is of them.
 * Throws OptionsError `no-validation` where one side would be empty.
 */
export function ratingRows(model: string, matrix: Csr, share: number, seed: number): RatingRows {
  const random = createRandom(seed, STREAM);
  const isKept = Uint8Array.from(matrix.indices, () => (share > 0 && random.nextFloat() < share ? 1 : 0));
  const entries = Uint32Array.from(isKept.keys());
  const own = withEntries(
    matrix,
    entries.filter((entry) => isKept[entry] === 0),
  );
  const kept = withEntries(
    matrix,
    entries.filter((entry) => isKept[entry] === 1),
  );
  if (share > 0 && (own.indices.length === 0 || kept.indices.length === 0)) {
    const message = `${model}: validationShare ${share}: expected ratings on both sides, got ${own.indices.length} to train on and ${kept.indices.length} that validate`;
    throw new OptionsError("no-validation", message);
  }
  const fingerprint = `${matrixFingerprint(own)}${share > 0 ? `-${matrixFingerprint(kept)}` : ""}`;
  return {
    matrix: own,
    train: examplesOf(own, own, fingerprint),
    validation: share > 0 ? examplesOf(own, kept, fingerprint) : undefined,
  };
}

function examplesOf(read: Csr, wanted: Csr, fingerprint: string): Examples {
  const rows = Uint32Array.from({ length: read.rowCount }, (_, row) => row).filter(
    (row) => rowIndices(read, row).length > 0 && rowIndices(wanted, row).length > 0,
  );
  return {
    count: rows.length,
    fingerprint,
    batch(examples) {
      const chosen = Uint32Array.from(examples, (example) => rows[example]!);
      const width = read.columnCount;
      const values = new Float32Array(chosen.length * width);
      const weights = new Float32Array(chosen.length * width);
      for (const [place, row] of chosen.entries()) {
        const [columns, own] = [rowIndices(wanted, row), rowValues(wanted, row)];
        for (let at = 0; at < columns.length; at++) {
          values[place * width + columns[at]!] = own[at]!;
          weights[place * width + columns[at]!] = 1;
        }
      }
      return { ...readRows(read, chosen), targets: { values, weights } };
    },
  };
}

/** Rows as the input of a network, without targets. */
export function readRows(matrix: Csr, rows: Uint32Array): Batch {
  const offsets = new Uint32Array(rows.length + 1);
  for (const [place, row] of rows.entries()) offsets[place + 1] = offsets[place]! + rowIndices(matrix, row).length;
  const indices = new Uint32Array(offsets[rows.length]!);
  const values = new Float32Array(indices.length);
  for (const [place, row] of rows.entries()) {
    indices.set(rowIndices(matrix, row), offsets[place]);
    values.set(rowValues(matrix, row), offsets[place]);
  }
  const ratings: Terms = { offsets, indices, values };
  return { rows: rows.length, inputs: { ratings } };
}
