import { type Csr, rowIndices } from "../../data/csr.ts";
import { DataError } from "../../errors.ts";
import type { Terms } from "../../neural/batch.ts";
import type { Examples } from "../../neural/validation.ts";
import { type Random, shuffle } from "../../random.ts";
import { historyValue } from "./encoded-history.ts";
import { matrixFingerprint } from "./train-fingerprint.ts";

interface Sampling {
  readonly batchSize: number;
  readonly heldShare: number;
  readonly positives: number;
  readonly negatives: number;
  readonly logQ: number;
  readonly targetPower: number;
}

export interface TowerExamples extends Examples {
  readonly entries: number;
  readonly candidates: number;
}

/** Users with two items or more. */
export function towerExamples(model: string, matrix: Csr, sampling: Sampling): TowerExamples {
  const itemCount = matrix.columnCount;
  if (itemCount < 2) {
    throw new DataError("too-few-items", `${model}: expected two items or more to choose from, got ${itemCount}`);
  }
  const users = Array.from({ length: matrix.rowCount }, (_, row) => rowIndices(matrix, row)).filter(
    ({ length }) => length > 1,
  );
  if (users.length === 0) {
    throw new DataError("no-interactions", `${model}: expected users with two items or more to learn from, got none`);
  }
  const { batchSize, heldShare, positives, negatives, logQ, targetPower } = sampling;
  const heldOf = (length: number): number =>
    Math.max(1, Math.min(positives, length - 1, Math.round(heldShare * length)));
  const lengths = Uint32Array.from(users, ({ length }) => length)
    .sort()
    .reverse()
    .subarray(0, batchSize);
  const entries = lengths.reduce((sum, length) => sum + length, 0);
  const held = lengths.reduce((sum, length) => sum + heldOf(length), 0);
  const corrections = correctionsOf(users, itemCount, heldOf, Math.min(1, batchSize / users.length), negatives);
  const slots = new Int32Array(itemCount).fill(-1);

  const batch = (examples: Uint32Array, random: Random) => {
    const candidates: number[] = [];
    const slotOf = (item: number): number => {
      if (slots[item] === -1) slots[item] = candidates.push(item) - 1;
      return slots[item]!;
    };
    const [read, wanted, values] = [createTerms(), createTerms(), new Array<number>()];
    const reads: Uint32Array[] = [];
    for (const example of examples) {
      const order = shuffle(users[example]!.slice(), random);
      const count = heldOf(order.length);
      for (const item of order.subarray(0, count)) {
        wanted.indices.push(slotOf(item));
        values.push(count ** -targetPower);
      }
      const own = order.subarray(count).sort();
      for (const item of own) read.indices.push(item);
      reads.push(own);
      wanted.offsets.push(wanted.indices.length);
      read.offsets.push(read.indices.length);
    }
    for (let draw = 0; draw < negatives; draw++) slotOf(random.nextInteger(itemCount));
    const left = createTerms();
    for (const own of reads) {
      for (const item of own) if (slots[item]! >= 0) left.indices.push(slots[item]!);
      left.offsets.push(left.indices.length);
    }
    for (const item of candidates) slots[item] = -1;
    const history = termsOf(read);
    const weights = Float32Array.from(reads.flatMap(({ length }) => new Array<number>(length).fill(historyValue(length))));
    return {
      rows: examples.length,
      candidates: candidates.length,
      inputs: {
        history: { ...history, values: weights },
        item: Uint32Array.from(candidates),
        correction: Float32Array.from(candidates, (item) => logQ * corrections[item]!),
        left: termsOf(left),
      },
      targets: { ...termsOf(wanted), values: Float32Array.from(values) },
    };
  };
  return {
    count: users.length,
    fingerprint: matrixFingerprint(matrix),
    entries,
    candidates: Math.min(itemCount, held + negatives),
    batch,
  };
}

/** −ln of the probability that an item is a candidate. */
function correctionsOf(
  users: readonly Uint32Array[],
  itemCount: number,
  heldOf: (length: number) => number,
  share: number,
  negatives: number,
): Float32Array {
  const expected = new Float64Array(itemCount).fill(negatives / itemCount);
  for (const user of users) {
    const each = (share * heldOf(user.length)) / user.length;
    for (const item of user) expected[item]! += each;
  }
  // An item that nobody has and no draw can bring is never a candidate.
  return Float32Array.from(expected, (count) => (count > 0 ? -Math.log(-Math.expm1(-count)) : 0));
}

interface GrowingTerms {
  readonly offsets: number[];
  readonly indices: number[];
}

const createTerms = (): GrowingTerms => ({ offsets: [0], indices: [] });

const termsOf = ({ offsets, indices }: GrowingTerms): Terms => ({
  offsets: Uint32Array.from(offsets),
  indices: Uint32Array.from(indices),
});
