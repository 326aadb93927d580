import type { Csr } from "../../data/csr.ts";
import { log } from "../../elementary.ts";

/** How counts of terms become vectors. */
export interface TfIdfWeighting {
  /** Terms in fewer documents are left out; from 1. */
  readonly minDocumentFrequency: number;
  /** 1 + ln(count) in place of the count. */
  readonly sublinear: boolean;
}

/** Documents as vectors of unit length. */
export interface TfIdfVectors {
  /** documents × terms; a document without a term that counts is a row without entries. */
  readonly vectors: Csr;
  /** By column, in order of first appearance. */
  readonly terms: readonly string[];
  /** f64[terms] */
  readonly inverseDocumentFrequency: Float64Array;
}

/**
 * Weighs the terms of documents by how often they stand there and how few documents have them.
 *
 *   x_dt = tf(d, t) · (1 + ln((1 + n) / (1 + n_t))),   then x_d / ‖x_d‖
 *
 * tf is the count of t in d, or 1 + ln(count) with `sublinear`; n documents, n_t of them with t. As if one more document
 * had every term once: no division by zero, and a term that all documents have still counts 1. The formula is that of
 * scikit-learn's TfidfVectorizer (smooth_idf, norm l2). Sums in f64, values in f32.
 *
 * `termsOf` gives the terms of a document, repeats included; it is asked once for each, so that no more than the terms of
 * one document need to be held as text. O(terms of all documents).
 */
export function tfIdfVectors(
  documentCount: number,
  termsOf: (document: number) => readonly string[],
  { minDocumentFrequency, sublinear }: TfIdfWeighting,
): TfIdfVectors {
  const columnOf = new Map<string, number>();
  const frequencies: number[] = [];
  const starts = new Uint32Array(documentCount + 1);
  const found: number[] = [];
  const counts: number[] = [];
  for (let document = 0; document < documentCount; document++) {
    const own = new Map<number, number>();
    for (const term of termsOf(document)) {
      let column = columnOf.get(term);
      if (column === undefined) {
        column = columnOf.size;
        columnOf.set(term, column);
        frequencies.push(0);
      }
      own.set(column, (own.get(column) ?? 0) + 1);
    }
    for (const column of [...own.keys()].sort((a, b) => a - b)) {
      found.push(column);
      counts.push(own.get(column)!);
      frequencies[column]! += 1;
    }
    starts[document + 1] = found.length;
  }

  const terms: string[] = [];
  const idf: number[] = [];
  // Columns keep their order, so that rows stay ascending when rare terms leave.
  const newColumn = new Int32Array(frequencies.length).fill(-1);
  for (const [term, column] of columnOf) {
    const frequency = frequencies[column]!;
    if (frequency < minDocumentFrequency) continue;
    newColumn[column] = terms.length;
    terms.push(term);
    idf.push(1 + log((1 + documentCount) / (1 + frequency)));
  }
  const offsets = new Uint32Array(documentCount + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let document = 0; document < documentCount; document++) {
    const first = values.length;
    let squares = 0;
    for (let at = starts[document]!; at < starts[document + 1]!; at++) {
      const column = newColumn[found[at]!]!;
      if (column < 0) continue;
      const frequency = sublinear ? 1 + log(counts[at]!) : counts[at]!;
      const value = frequency * idf[column]!;
      indices.push(column);
      values.push(value);
      squares += value * value;
    }
    const norm = Math.sqrt(squares);
    for (let at = first; at < values.length; at++) values[at]! /= norm;
    offsets[document + 1] = values.length;
  }
  const vectors: Csr = {
    ...{ rowCount: documentCount, columnCount: terms.length },
    ...{ offsets, indices: Uint32Array.from(indices), values: Float32Array.from(values) },
  };
  return { vectors, terms, inverseDocumentFrequency: Float64Array.from(idf) };
}
