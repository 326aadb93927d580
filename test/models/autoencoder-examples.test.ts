import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { matrixFingerprint } from "../../src/models/networks/train-fingerprint.ts";
import { historyExamples } from "../../src/models/networks/train-history-examples.ts";
import { ratingRows } from "../../src/models/networks/train-rating-rows.ts";
import type { Batch, Terms } from "../../src/neural/batch.ts";
import type { Examples } from "../../src/neural/validation.ts";
import { createRandom } from "../../src/random.ts";
import { someRatings } from "./rating-fixtures.ts";

const ratings = someRatings(3);

/** All examples as one batch. */
function whole(examples: Examples | undefined): Batch {
  if (examples === undefined) throw new Error("expected examples");
  return examples.batch(
    Uint32Array.from({ length: examples.count }, (_, at) => at),
    createRandom(1),
  );
}

/** `row item value` of each term. */
function listOf({ offsets, indices, values }: Terms): string[] {
  const row = (at: number): number => offsets.findIndex((end, place) => place > 0 && at < end) - 1;
  return Array.from(indices, (item, at) => `${row(at)} ${item} ${values?.[at] ?? 1}`);
}

const termsOf = ({ offsets, indices, values }: Csr): Terms => ({ offsets, indices, values });

describe("rows of ratings as examples", () => {
  const wantedOf = ({ targets }: Batch): string[] => {
    const { values, weights } = targets as { values: Float32Array; weights: Float32Array };
    return [...values.keys()].flatMap((at) =>
      weights[at] === 0 ? [] : [`${Math.floor(at / 30)} ${at % 30} ${values[at]}`],
    );
  };

  it("are read and wanted whole without validation", () => {
    const { train, validation } = ratingRows("sample", ratings, 0, 1);
    const all = listOf(termsOf(ratings));
    expect(listOf(whole(train).inputs.ratings as Terms)).toEqual(all);
    expect(wantedOf(whole(train))).toEqual(all);
    expect(validation).toBeUndefined();
  });

  it("keep a share of the ratings from training, and validate by it", () => {
    const { train, validation } = ratingRows("sample", ratings, 0.3, 1);
    // Every row has ratings on both sides, so that rows are numbered alike.
    expect([train.count, validation?.count]).toEqual([39, 39]);
    const read = listOf(whole(train).inputs.ratings as Terms);
    const kept = wantedOf(whole(validation));
    expect(wantedOf(whole(train))).toEqual(read);
    expect(listOf(whole(validation).inputs.ratings as Terms)).toEqual(read);
    expect([...read, ...kept].sort()).toEqual(listOf(termsOf(ratings)).sort());
    expect(kept.length / ratings.indices.length).toBeCloseTo(0.3, 1);
  });
});

describe("histories as examples", () => {
  it("of users who validate are divided: four fifths are read, the likelihood is of the rest", () => {
    const { train, validation } = historyExamples("sample", ratings, { batchSize: 8, validationShare: 0.25 }, 1);
    const batch = whole(validation);
    const [read, wanted] = [listOf(batch.inputs.history as Terms), listOf(batch.targets as Terms)].map((terms) =>
      terms.map((term) => term.split(" ").slice(0, 2).join(" ")),
    );
    expect([train.count, validation?.count]).toEqual([30, 9]);
    expect(new Set([...read!, ...wanted!]).size).toBe(read!.length + wanted!.length);
    expect(wanted!.length / (read!.length + wanted!.length)).toBeCloseTo(0.2, 1);
    const trained = (whole(train).inputs.history as Terms).indices.length;
    expect(trained + read!.length + wanted!.length).toBe(ratings.indices.length);
  });
});

describe("the fingerprint of a matrix", () => {
  it("tells values, places and sizes apart", () => {
    const [values, indices] = [ratings.values.slice(), ratings.indices.slice()];
    values[7]! += 0.5;
    indices[0] = 29;
    const others = [{ values }, { indices }, { columnCount: 31 }, { rowCount: 41 }];
    const found = [ratings, ...others.map((other) => ({ ...ratings, ...other }))].map(matrixFingerprint);
    expect(new Set(found).size).toBe(5);
    expect(matrixFingerprint({ ...ratings, values: ratings.values.slice() })).toBe(found[0]);
  });
});
