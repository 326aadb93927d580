import { checkInteger, checkLength } from "../check.ts";
import { DataError } from "../errors.ts";

/**
 * What the head is trained on. A group is a user with the candidates that retrieval found for them, best first, and
 * labels that say which of them the user took in the held-out part of the data.
 * G = groups, C = candidateCount, d = factorCount, which is 0 behind a retrieval without vectors.
 */
export interface HeadExamples {
  readonly factorCount: number;
  readonly candidateCount: number;
  /** f32[G × d], folded in from the part of the history that retrieval saw. */
  readonly userFactors: Float32Array;
  /** f32[items × d] */
  readonly itemFactors: Float32Array;
  /** u32[G × C], item indices, best retrieved first; a group with fewer ends in 0xffffffff (an empty place). */
  readonly candidateItems: Uint32Array;
  /** f32[G × C], descending within a group; ignored at empty places. */
  readonly retrievalScores: Float32Array;
  /** f32[items], interactions of each item (a count). */
  readonly popularity: Float32Array;
  /** f32[G × C], 0 … 1; zeros where items have no tags. */
  readonly tagOverlap: Float32Array;
  /** u8[G × C], 1 where the user took the candidate in the held-out part. */
  readonly labels: Uint8Array;
  /** u32[G], held-out items of each user, found among the candidates or not: the ideal of nDCG counts them all. */
  readonly positiveCounts: Uint32Array;
  /** Groups that the head learns from. */
  readonly groupsTrain: Uint32Array;
  /** Groups that decide when to stop and whether the head is any good; none of them is in groupsTrain. */
  readonly groupsValidation: Uint32Array;
}

/** Marks an empty place among the candidates, as rankings of fixed length do. */
const EMPTY_PLACE = 0xffff_ffff;

/** How many candidates a group has before its empty places. */
export function candidatesOf(examples: HeadExamples, group: number): number {
  const { candidateCount, candidateItems } = examples;
  const start = group * candidateCount;
  const end = candidateItems.subarray(start, start + candidateCount).indexOf(EMPTY_PLACE);
  return end < 0 ? candidateCount : end;
}

/** The scalar columns of one group, as a request would bring them. */
export function candidateColumns(
  examples: HeadExamples,
  group: number,
  count: number,
): { retrievalScores: Float32Array; popularity: Float32Array; tagOverlap: Float32Array } {
  const start = group * examples.candidateCount;
  return {
    retrievalScores: examples.retrievalScores.subarray(start, start + count),
    popularity: Float32Array.from(
      examples.candidateItems.subarray(start, start + count),
      (item) => examples.popularity[item]!,
    ),
    tagOverlap: examples.tagOverlap.subarray(start, start + count),
  };
}

/**
 * Checks shapes and ranges. Throws RangeError for an array of the wrong length or a group that does not exist, and
 * DataError `head-examples` for groups on both sides, unknown items, too few positiveCounts, or nothing to learn from.
 */
export function checkExamples(examples: HeadExamples): void {
  const { factorCount, candidateCount, candidateItems, labels, popularity, positiveCounts } = examples;
  checkInteger("factorCount", factorCount, 0, 512);
  checkInteger("candidateCount", candidateCount, 2, 10_000);
  const groupCount = positiveCounts.length;
  const entries = groupCount * candidateCount;
  checkLength("userFactors", examples.userFactors.length, groupCount * factorCount);
  checkLength("itemFactors", examples.itemFactors.length, popularity.length * factorCount);
  checkLength("candidateItems", candidateItems.length, entries);
  checkLength("retrievalScores", examples.retrievalScores.length, entries);
  checkLength("tagOverlap", examples.tagOverlap.length, entries);
  checkLength("labels", labels.length, entries);

  const sides = new Uint8Array(groupCount);
  for (const [side, groups] of [examples.groupsTrain, examples.groupsValidation].entries()) {
    for (const group of groups) {
      checkInteger("group", group, 0, groupCount - 1);
      if (sides[group] !== 0)
        throw new DataError("head-examples", `group ${group}: expected once, on one side; it comes twice`);
      sides[group] = side + 1;
    }
  }
  let learnable = 0;
  for (let group = 0; group < groupCount; group++) {
    const positives = checkGroup(examples, group);
    if (sides[group] === 1 && positives > 0 && positives < candidatesOf(examples, group)) learnable++;
  }
  if (learnable === 0) {
    const expected = "groupsTrain: expected a group with both positives and negatives among its candidates";
    throw new DataError("head-examples", `${expected}, got none; hold out more or retrieve more candidates`);
  }
  if (examples.groupsValidation.length === 0) {
    throw new DataError(
      "head-examples",
      "groupsValidation: expected at least one group to choose the head on, got none",
    );
  }
}

function checkGroup(examples: HeadExamples, group: number): number {
  const { candidateCount, candidateItems, labels, popularity, positiveCounts, retrievalScores, tagOverlap } = examples;
  const start = group * candidateCount;
  let positives = 0;
  for (let entry = start; entry < start + candidatesOf(examples, group); entry++) {
    if (candidateItems[entry]! >= popularity.length) {
      const where = `candidateItems[${entry}] of group ${group}`;
      throw new DataError(
        "head-examples",
        `${where}: expected an item below ${popularity.length}, got ${candidateItems[entry]}`,
      );
    }
    for (const [name, values] of Object.entries({ retrievalScores, tagOverlap })) {
      if (Number.isFinite(values[entry])) continue;
      throw new DataError(
        "head-examples",
        `${name}[${entry}] of group ${group}: expected a finite number, got ${values[entry]}`,
      );
    }
    positives += labels[entry] === 0 ? 0 : 1;
  }
  if (positives > positiveCounts[group]!) {
    const expected = `positiveCounts[${group}]: expected at least the ${positives} positives among its candidates`;
    throw new DataError("head-examples", `${expected}, got ${positiveCounts[group]}`);
  }
  return positives;
}
