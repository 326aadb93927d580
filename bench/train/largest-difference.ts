import { readFile } from "node:fs/promises";
import { loadFloats } from "./data.ts";
import type { ModelName } from "./jobs.ts";

/** Vectors of texts as both sides store them: rows by `offsets`, entries by the term of their column. */
export interface TermVectors {
  readonly terms: readonly string[];
  readonly offsets: readonly number[];
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/**
 * How far what a side has stored is from the reference: largest difference of a weight as a share of the largest weight
 * (ease), or of an entry of a vector of unit length (tf-idf).
 */
export async function largestDifference(model: ModelName, outputPath: string, referencePath: string): Promise<number> {
  if (model === "ease") {
    return differenceOfWeights(
      await loadFloats(`${outputPath}-weights.f32`),
      await loadFloats(`${referencePath}-weights.f32`),
    );
  }
  return differenceOfVectors(await loadVectors(outputPath), await loadVectors(referencePath));
}

/** Throws Error where the matrices are not of one size. */
export function differenceOfWeights(own: Float32Array, reference: Float32Array): number {
  if (own.length !== reference.length) throw new Error(`expected ${reference.length} weights, got ${own.length}`);
  let [largest, difference] = [0, 0];
  for (let at = 0; at < own.length; at++) {
    largest = Math.max(largest, Math.abs(reference[at]!));
    difference = Math.max(difference, Math.abs(own[at]! - reference[at]!));
  }
  return difference / largest;
}

/** An entry that only one of the two has counts as it is. Throws Error where the number of rows differs. */
export function differenceOfVectors(own: TermVectors, reference: TermVectors): number {
  if (own.offsets.length !== reference.offsets.length) {
    throw new Error(`expected ${reference.offsets.length - 1} vectors, got ${own.offsets.length - 1}`);
  }
  let difference = 0;
  for (let row = 0; row + 1 < own.offsets.length; row++) {
    const left = entriesOf(reference, row);
    for (const [term, value] of entriesOf(own, row)) {
      difference = Math.max(difference, Math.abs(value - (left.get(term) ?? 0)));
      left.delete(term);
    }
    for (const value of left.values()) difference = Math.max(difference, Math.abs(value));
  }
  return difference;
}

function entriesOf({ terms, offsets, columns, values }: TermVectors, row: number): Map<string, number> {
  const entries = new Map<string, number>();
  for (let at = offsets[row]!; at < offsets[row + 1]!; at++) entries.set(terms[columns[at]!]!, values[at]!);
  return entries;
}

async function loadVectors(path: string): Promise<TermVectors> {
  return JSON.parse(await readFile(`${path}-vectors.json`, "utf8")) as TermVectors;
}
