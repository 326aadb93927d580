import { checkInteger, checkLength } from "../check.ts";
import { DataError } from "../errors.ts";

/**
 * What a head is trained on. A group is a person with the candidates that the retrievers found, and labels that say which of
 * them the person took in the hidden part of the data. G = groups, C = candidateCount, F = features.
 */
export interface HeadExamples {
  /** Names of the features in their order; features.ts says what each is. */
  readonly featureNames: readonly string[];
  readonly candidateCount: number;
  /** u32[G], candidates of each group; the places behind them are empty. */
  readonly counts: Uint32Array;
  /** f32[G × C × F]; NaN where something is not known. */
  readonly features: Float32Array;
  /** u8[G × C], 1 where the person took the candidate in the hidden part. */
  readonly labels: Uint8Array;
  /** u32[G], hidden items of each person, found among the candidates or not: the ideal of nDCG counts them all. */
  readonly positiveCounts: Uint32Array;
  /** Groups that the head learns from. */
  readonly groupsTrain: Uint32Array;
  /** Groups that decide when to stop and which kind of head is kept; none of their persons has a group in groupsTrain. */
  readonly groupsValidation: Uint32Array;
}

/** The features of one group, as a request would bring them; a view. */
export function featuresOf(
  { counts, candidateCount, featureNames, features }: HeadExamples,
  group: number,
): Float32Array {
  const start = group * candidateCount * featureNames.length;
  return features.subarray(start, start + counts[group]! * featureNames.length);
}

/**
 * Checks shapes and ranges. Throws RangeError for an array of the wrong length or a group that does not exist, and
 * DataError `head-examples` for groups on both sides, infinite features, too few positiveCounts, or nothing to learn from.
 */
export function checkExamples(examples: HeadExamples): void {
  const { featureNames, candidateCount, counts, features, labels, positiveCounts } = examples;
  checkInteger("features", featureNames.length, 1, 512);
  checkInteger("candidateCount", candidateCount, 2, 10_000);
  const groupCount = positiveCounts.length;
  checkLength("counts", counts.length, groupCount);
  checkLength("labels", labels.length, groupCount * candidateCount);
  checkLength("features", features.length, labels.length * featureNames.length);
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
    checkGroup(examples, group);
    if (sides[group] === 1 && teaches(examples, group)) learnable++;
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

/** Whether a group has both positives and negatives among its candidates. */
export function teaches({ labels, candidateCount, counts }: HeadExamples, group: number): boolean {
  const start = group * candidateCount;
  const own = labels.subarray(start, start + counts[group]!);
  return own.includes(1) && own.includes(0);
}

function checkGroup(examples: HeadExamples, group: number): void {
  const { candidateCount, counts, labels, positiveCounts, featureNames } = examples;
  checkInteger(`counts[${group}]`, counts[group]!, 0, candidateCount);
  const start = group * candidateCount;
  const positives = labels.subarray(start, start + counts[group]!).reduce((sum, label) => sum + label, 0);
  if (positives > positiveCounts[group]!) {
    const expected = `positiveCounts[${group}]: expected at least the ${positives} positives among its candidates`;
    throw new DataError("head-examples", `${expected}, got ${positiveCounts[group]}`);
  }
  const own = featuresOf(examples, group);
  const at = own.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (at < 0) return;
  const name = featureNames[at % featureNames.length];
  throw new DataError("head-examples", `${name} of group ${group}: expected a finite number, got ${own[at]}`);
}
