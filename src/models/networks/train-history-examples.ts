import { type Csr, rowIndices } from "../../data/csr.ts";
import { DataError, OptionsError } from "../../errors.ts";
import type { Terms } from "../../neural/batch.ts";
import type { Examples } from "../../neural/validation.ts";
import { createRandom, mixHashes, shuffle } from "../../random.ts";
import { historyValue } from "./encoded-history.ts";
import { matrixFingerprint } from "./train-fingerprint.ts";

/** Of each user what an encoder reads, and what the likelihood is of. */
interface Sides {
  readonly read: readonly Uint32Array[];
  readonly wanted: readonly Uint32Array[];
}

/** Users with a history, each an example, and others that validate. */
export interface HistoryExamples {
  readonly train: Examples;
  /** Undefined where the share is 0. */
  readonly validation: Examples | undefined;
  /** Terms of the largest batch. */
  readonly entries: number;
}

/** Terms of the largest batch, at most: whole histories of whole catalogues, or all that there is. */
export function mostEntries(interactions: number, batchSize: number, columns: number): number {
  return Math.max(1, Math.min(interactions, batchSize * columns));
}

/** Share of a validating user's history that the encoder does not see. */
const WANTED_SHARE = 0.2;
/** A history that can be divided. */
const SHORTEST_DIVIDED = 2;
const STREAM = 0x6e76;

/**
 * The histories of a matrix (users × items) as examples: read and reconstructed whole. A share of the users is kept for
 * validation: of these the encoder reads four fifths of the history, and the likelihood is that of the rest (Liang et al. 2018,
 * section 4.2). Throws DataError `too-few-items` or `no-interactions`, OptionsError
 * `no-validation`.
 */
export function historyExamples(
  model: string,
  matrix: Csr,
  { batchSize, validationShare }: { readonly batchSize: number; readonly validationShare: number },
  seed: number,
): HistoryExamples {
  if (matrix.columnCount < 2) {
    throw new DataError(
      "too-few-items",
      `${model}: expected two items or more to choose from, got ${matrix.columnCount}`,
    );
  }
  const histories = Array.from({ length: matrix.rowCount }, (_, row) => rowIndices(matrix, row));
  const users = histories.filter(({ length }) => length > 0);
  if (users.length === 0) throw new DataError("no-interactions", `${model}: expected interactions to fit, got none`);
  const fingerprint = matrixFingerprint(matrix);
  const divisible = users.flatMap(({ length }, user) => (length >= SHORTEST_DIVIDED ? [user] : []));
  const count = Math.floor(users.length * validationShare);
  if (validationShare > 0 && (count === 0 || count > divisible.length || count === users.length)) {
    const message = `${model}: validationShare ${validationShare}: expected users on both sides, those that validate with ${SHORTEST_DIVIDED} items or more, got ${users.length} users, ${divisible.length} of them with so many`;
    throw new OptionsError("no-validation", message);
  }
  const random = createRandom(seed, STREAM);
  const kept = new Set(shuffle(Uint32Array.from(divisible), random).subarray(0, count));
  const whole = users.filter((_, user) => !kept.has(user));
  const divided = users
    .filter((_, user) => kept.has(user))
    .map((history) => {
      const order = shuffle(history.slice(), random);
      const wanted = Math.max(1, Math.round(WANTED_SHARE * order.length));
      return [order.slice(wanted).sort(), order.slice(0, wanted).sort()] as const;
    });
  const validating = { read: divided.map(([read]) => read), wanted: divided.map(([, wanted]) => wanted) };
  const lengths = Uint32Array.from(users, ({ length }) => length)
    .sort()
    .reverse();
  return {
    train: examplesOf({ read: whole, wanted: whole }, `${fingerprint}-${count}`),
    validation: count > 0 ? examplesOf(validating, `${fingerprint}-${count}-${mixHashes(seed, STREAM)}`) : undefined,
    entries: lengths.subarray(0, batchSize).reduce((sum, length) => sum + length, 0),
  };
}

const examplesOf = ({ read, wanted }: Sides, fingerprint: string): Examples => ({
  count: read.length,
  fingerprint,
  batch(examples) {
    const lengths = Array.from(examples, (example) => read[example]!.length);
    const histories = termsOf(examples, read);
    const values = Float32Array.from(lengths.flatMap((length) => new Array<number>(length).fill(historyValue(length))));
    return {
      rows: examples.length,
      inputs: { history: { ...histories, values } },
      targets: termsOf(examples, wanted),
    };
  },
});

function termsOf(examples: Uint32Array, rows: readonly Uint32Array[]): Terms {
  const offsets = new Uint32Array(examples.length + 1);
  for (const [place, example] of examples.entries()) offsets[place + 1] = offsets[place]! + rows[example]!.length;
  const indices = new Uint32Array(offsets[examples.length]!);
  for (const [place, example] of examples.entries()) indices.set(rows[example]!, offsets[place]);
  return { offsets, indices };
}
