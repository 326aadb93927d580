import type { Random } from "../../random.ts";
import { featuresOf, type HeadExamples, teaches } from "../examples.ts";
import { type FeatureScales, scaleRows } from "./scales.ts";

/** The groups of one training step as matrices. B = groups, S = slots of a group, F = features; row b·S + s is slot s of group b. */
export interface HeadBatch {
  readonly groupCount: number;
  readonly slotCount: number;
  /** f32[B·S × F], scaled. */
  readonly rows: Float32Array;
  /** f32[B·S], the first feature as it is, weighted by skip. */
  readonly retrieval: Float32Array;
  /**
   * f32[B × S], added to the scores within the softmax: 0 for a positive, ln(negatives / drawn) for a drawn negative,
   * so that it stands for those that were not drawn, and EMPTY_SLOT for a slot without a candidate.
   */
  readonly offsets: Float32Array;
  /** f32[B × S], 1 / positives of the batch for a positive, else 0. */
  readonly targets: Float32Array;
}

/** e to this power is 0, and it stays finite through every sum. */
const EMPTY_SLOT = -1e9;

/** Makes batches of groups; arrays of a batch are its own. */
export interface BatchMaker {
  /** Groups that have both a positive and a negative; the others teach a ranking nothing. */
  readonly groups: Uint32Array;
  make(groups: Uint32Array, random: Random): HeadBatch;
}

/**
 * Prepares the training groups. Each batch takes all positives of its groups and at least `negatives` of their negatives
 * (or all there are), drawn without replacement.
 */
export function createBatchMaker(examples: HeadExamples, scales: FeatureScales, negatives: number): BatchMaker {
  const width = examples.featureNames.length;
  const groups = examples.groupsTrain.filter((group) => teaches(examples, group));
  const membersOf = new Map(Array.from(groups, (group) => [group, memberOf(examples, group)]));

  const make = (wanted: Uint32Array, random: Random): HeadBatch => {
    const members = Array.from(wanted, (group) => membersOf.get(group)!);
    const positiveCount = members.reduce((sum, { positives }) => sum + positives.length, 0);
    const slotCount = members.reduce((most, member) => {
      return Math.max(most, member.positives.length + Math.min(negatives, member.negatives.length));
    }, 0);
    const entryCount = members.length * slotCount;
    const batch: HeadBatch = {
      groupCount: members.length,
      slotCount,
      rows: new Float32Array(entryCount * width),
      retrieval: new Float32Array(entryCount),
      offsets: new Float32Array(entryCount).fill(EMPTY_SLOT),
      targets: new Float32Array(entryCount),
    };
    for (const [place, { features, positives, negatives: others }] of members.entries()) {
      const drawnCount = Math.min(slotCount - positives.length, others.length);
      const drawn = drawToFront(others, drawnCount, random);
      const offset = Math.log(others.length / drawnCount);
      let slot = place * slotCount;
      for (const [candidates, target, weight] of [
        [positives, 1 / positiveCount, 0],
        [drawn, 0, offset],
      ] as const) {
        for (const candidate of candidates) {
          const row = features.subarray(candidate * width, (candidate + 1) * width);
          scaleRows(scales, row, batch.rows.subarray(slot * width));
          batch.retrieval[slot] = row[0]!;
          batch.targets[slot] = target;
          batch.offsets[slot] = weight;
          slot++;
        }
      }
    }
    return batch;
  };
  return { groups, make };
}

/** A group at hand: its features, and the places of its positives and negatives. */
interface Member {
  readonly features: Float32Array;
  readonly positives: Uint32Array;
  readonly negatives: Uint32Array;
}

function memberOf(examples: HeadExamples, group: number): Member {
  const start = group * examples.candidateCount;
  const places = Uint32Array.from({ length: examples.counts[group]! }, (_, place) => place);
  return {
    features: featuresOf(examples, group),
    positives: places.filter((place) => examples.labels[start + place] !== 0),
    negatives: places.filter((place) => examples.labels[start + place] === 0),
  };
}

/** Moves `count` entries drawn at random to the front of `entries` and returns that front, a view. */
function drawToFront(entries: Uint32Array, count: number, random: Random): Uint32Array {
  if (count < entries.length) {
    for (let place = 0; place < count; place++) {
      const other = place + random.nextInteger(entries.length - place);
      const held = entries[place]!;
      entries[place] = entries[other]!;
      entries[other] = held;
    }
  }
  return entries.subarray(0, count);
}
