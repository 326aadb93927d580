import type { Random } from "../../random.ts";
import { candidateColumns, candidatesOf, type HeadExamples } from "../examples.ts";
import { type FeatureScales, SCALAR_COUNT, writeScalars } from "./scalars.ts";

/**
 * The groups of one training step as matrices. B = groups, S = slots of a group, d = factor count; row b·S + s of
 * `rows` is slot s of group b.
 */
export interface HeadBatch {
  readonly groupCount: number;
  readonly slotCount: number;
  /** f32[B × d], û. */
  readonly users: Float32Array;
  /** f32[B·S × (2d + SCALAR_COUNT)]: v̂, p̂, scalars. */
  readonly rows: Float32Array;
  /** f32[B·S], z, weighted by skip. */
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
  const entriesOf = new Map<number, { positives: Uint32Array; negatives: Uint32Array }>();
  for (const group of examples.groupsTrain) {
    const start = group * examples.candidateCount;
    const entries = Uint32Array.from({ length: candidatesOf(examples, group) }, (_, place) => start + place);
    const split = {
      positives: entries.filter((entry) => examples.labels[entry] !== 0),
      negatives: entries.filter((entry) => examples.labels[entry] === 0),
    };
    if (split.positives.length > 0 && split.negatives.length > 0) entriesOf.set(group, split);
  }
  const scalars = allScalars(examples, scales);
  const rowLength = 2 * examples.factorCount + SCALAR_COUNT;

  const make = (groups: Uint32Array, random: Random): HeadBatch => {
    const members = Array.from(groups, (group) => ({ group, ...entriesOf.get(group)! }));
    const positiveCount = members.reduce((sum, { positives }) => sum + positives.length, 0);
    const slotCount = members.reduce((most, member) => {
      return Math.max(most, member.positives.length + Math.min(negatives, member.negatives.length));
    }, 0);
    const entryCount = members.length * slotCount;
    const batch: HeadBatch = {
      groupCount: members.length,
      slotCount,
      users: new Float32Array(members.length * examples.factorCount),
      rows: new Float32Array(entryCount * rowLength),
      retrieval: new Float32Array(entryCount),
      offsets: new Float32Array(entryCount).fill(EMPTY_SLOT),
      targets: new Float32Array(entryCount),
    };
    for (const [place, member] of members.entries()) {
      writeUser(batch.users, place, examples, member.group, scales);
      const drawnCount = Math.min(slotCount - member.positives.length, member.negatives.length);
      const drawn = drawToFront(member.negatives, drawnCount, random);
      const offset = Math.log(member.negatives.length / drawnCount);
      let slot = place * slotCount;
      for (const [entries, target, weight] of [
        [member.positives, 1 / positiveCount, 0],
        [drawn, 0, offset],
      ] as const) {
        for (const entry of entries) {
          writeRow(batch.rows, slot * rowLength, examples, member.group, entry, scales);
          batch.rows.set(
            scalars.subarray(entry * SCALAR_COUNT, (entry + 1) * SCALAR_COUNT),
            (slot + 1) * rowLength - SCALAR_COUNT,
          );
          batch.retrieval[slot] = scalars[entry * SCALAR_COUNT]!;
          batch.targets[slot] = target;
          batch.offsets[slot] = weight;
          slot++;
        }
      }
    }
    return batch;
  };
  return { groups: Uint32Array.from(entriesOf.keys()), make };
}

/** Scalars of every candidate of the training groups, f32[G·C × SCALAR_COUNT]: over the whole list, as in serving. */
function allScalars(examples: HeadExamples, scales: FeatureScales): Float32Array {
  const { candidateCount, candidateItems } = examples;
  const scalars = new Float32Array(candidateItems.length * SCALAR_COUNT);
  for (const group of examples.groupsTrain) {
    const count = candidatesOf(examples, group);
    writeScalars(
      candidateColumns(examples, group, count),
      count,
      scales,
      scalars,
      group * candidateCount * SCALAR_COUNT,
      SCALAR_COUNT,
    );
  }
  return scalars;
}

function writeUser(
  target: Float32Array,
  place: number,
  examples: HeadExamples,
  group: number,
  scales: FeatureScales,
): void {
  const { factorCount, userFactors } = examples;
  for (let factor = 0; factor < factorCount; factor++) {
    target[place * factorCount + factor] = userFactors[group * factorCount + factor]! * scales.user;
  }
}

function writeRow(
  target: Float32Array,
  at: number,
  examples: HeadExamples,
  group: number,
  entry: number,
  scales: FeatureScales,
): void {
  const { factorCount, userFactors, itemFactors, candidateItems } = examples;
  const user = group * factorCount;
  const item = candidateItems[entry]! * factorCount;
  for (let factor = 0; factor < factorCount; factor++) {
    const value = itemFactors[item + factor]!;
    target[at + factor] = value * scales.item;
    target[at + factorCount + factor] = userFactors[user + factor]! * value * scales.product;
  }
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
