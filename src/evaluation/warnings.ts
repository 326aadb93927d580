import { rowIndices } from "../data/csr.ts";
import { type Interactions, toCsr } from "../data/interactions.ts";
import type { Fold, TimeTies } from "../data/splits.ts";

/** Something about a fold that makes its figures mean less, or something else, than they seem to. */
export interface Warning {
  /** Stable identifier: `future-leak`, `few-test-users`. */
  readonly code: string;
  /** What was found, how much of it, and what follows. */
  readonly message: string;
}

/** With fewer users an average moves by a percent when one user changes. */
export const FEW_TEST_USERS = 100;

/** Looks at one fold for a reason to distrust its figures; returns undefined where there is none. */
type Guard = (fold: Fold, liked: number | undefined) => Warning | undefined;

/**
 * Reasons to distrust figures measured on a fold; an empty list where none was found. They depend on the data only, not
 * on a model. `liked` is the value from which a test interaction counts as positive, where something is decided.
 * O(rows + users + items).
 */
export function foldWarnings(fold: Fold, liked?: number): readonly Warning[] {
  const known = KNOWN.get(fold) ?? new Map<number | undefined, readonly Warning[]>();
  const found =
    known.get(liked) ?? GUARDS.map((guard) => guard(fold, liked)).filter((warning) => warning !== undefined);
  KNOWN.set(fold, known.set(liked, found));
  return found;
}

/** Every model of an evaluation asks about the same fold, and looking at it takes a second on millions of rows. */
const KNOWN = new WeakMap<Fold, Map<number | undefined, readonly Warning[]>>();

const GUARDS: readonly Guard[] = [
  overlap,
  futureLeak,
  tiedTimes,
  unknownItems,
  unknownUsers,
  fewTestUsers,
  oneValue,
  oneClass,
  sampledCandidates,
];

function overlap(fold: Fold): Warning | undefined {
  const train = toCsr(fold.train);
  const test = toCsr(fold.test);
  let shared = 0;
  for (let user = 0; user < test.rowCount; user++) {
    const testItems = rowIndices(test, user);
    if (testItems.length === 0) continue;
    const own = new Set(rowIndices(train, user));
    for (const item of testItems) if (own.has(item)) shared++;
  }
  if (shared === 0) return undefined;
  return {
    code: "train-test-overlap",
    message:
      `${share(shared, fold.test.users.length, "test interactions")} also stand in train; the model was fitted on them, ` +
      "and as items of the history are never recommended they count as misses",
  };
}

function futureLeak({ train, test }: Fold): Warning | undefined {
  if (train.timestamps === undefined || test.timestamps === undefined) return undefined;
  const latestTrain = new Float64Array(train.userIds.size).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < train.users.length; row++) {
    const user = train.users[row]!;
    // Not Math.max: an unknown time (NaN) must not hide the known ones.
    if (train.timestamps[row]! > latestTrain[user]!) latestTrain[user] = train.timestamps[row]!;
  }
  let leaked = 0;
  for (let row = 0; row < test.users.length; row++) {
    if (test.timestamps[row]! < latestTrain[test.users[row]!]!) leaked++;
  }
  if (leaked === 0) return undefined;
  return {
    code: "future-leak",
    message:
      `${share(leaked, test.users.length, "test interactions")} are older than an interaction of the same user in train; ` +
      "the model has seen what came later, so figures are higher than in use; leave-last-out keeps the order of time of each " +
      "user, temporal that of all",
  };
}

function tiedTimes({ ties, name }: Fold): Warning | undefined {
  return ties === undefined ? undefined : timeTiesWarning(ties, name);
}

/** What to know of a protocol's draws between equal times; undefined where it drew nothing. */
export function timeTiesWarning({ users, throughout, of }: TimeTies, protocol: string): Warning | undefined {
  if (users === 0) return undefined;
  const whole = throughout === 0 ? "" : `; all interactions of ${share(throughout, of, "test users")} have one time`;
  return {
    code: "tied-times",
    message:
      `${share(users, of, "test users")} have several interactions at their latest time; ${protocol} holds one of them out ` +
      `by a draw that depends on the seed${whole}; other seeds show what the draw is worth, and finer times would end it`,
  };
}

function unknownItems({ train, test }: Fold): Warning | undefined {
  const unknown = countUnknown(train.items, test.items, train.itemIds.size);
  if (unknown.kinds === 0) return undefined;
  return {
    code: "unknown-test-items",
    message:
      `items that train never saw: ${unknown.kinds}, in ${share(unknown.rows, test.items.length, "test interactions")}; ` +
      "they stay in the denominators, though a model of interactions alone cannot find them but by luck",
  };
}

function unknownUsers({ train, test, foldIn }: Fold): Warning | undefined {
  const known = new Uint32Array(train.users.length + (foldIn?.users.length ?? 0));
  known.set(train.users);
  known.set(foldIn?.users ?? [], train.users.length);
  const unknown = countUnknown(known, test.users, train.userIds.size);
  if (unknown.kinds === 0) return undefined;
  return {
    code: "unknown-test-users",
    message:
      `${share(unknown.kinds, countTestUsers(test), "test users")} have no history in train; ` +
      "they are measured, with what a model gives to an empty history",
  };
}

function fewTestUsers({ test }: Fold): Warning | undefined {
  const users = countTestUsers(test);
  if (users >= FEW_TEST_USERS) return undefined;
  return {
    code: "few-test-users",
    message: `averages are over ${users} test users; below ${FEW_TEST_USERS} small differences between models are noise`,
  };
}

function oneValue({ test }: Fold): Warning | undefined {
  if (test.feedback !== "explicit" || test.values.some((value) => value !== test.values[0])) return undefined;
  return {
    code: "one-test-value",
    message:
      `feedback is explicit, but every value in test is ${test.values[0]}; there is nothing to tell liked from disliked, ` +
      "so the data may be implicit or the wrong column was read",
  };
}

function oneClass({ test }: Fold, liked: number | undefined): Warning | undefined {
  if (liked === undefined) return undefined;
  const positives = test.values.reduce((count, value) => count + (value >= liked ? 1 : 0), 0);
  if (positives > 0 && positives < test.values.length) return undefined;
  const [all, decision] = positives === 0 ? ["none", "nothing"] : ["all", "everything"];
  return {
    code: "single-class",
    message:
      `${all} of ${test.values.length} test interactions are positive: recommending ${decision} is always right, so ` +
      "precision, recall, F1 and accuracy say nothing; add interactions of the other kind, or measure rankings",
  };
}

function sampledCandidates({ candidates }: Fold): Warning | undefined {
  if (candidates === undefined) return undefined;
  return {
    code: "sampled-metrics",
    message:
      "each test item is ranked among a few drawn items instead of the whole catalogue: figures are far higher than over " +
      "all items and may put models in another order; compare them with published ones of the same protocol only",
  };
}

/** Counts the keys of test that train lacks (`kinds`) and the rows of test that carry them (`rows`). */
function countUnknown(trainKeys: Uint32Array, testKeys: Uint32Array, size: number): { kinds: number; rows: number } {
  const isKnown = new Uint8Array(size);
  for (const key of trainKeys) isKnown[key] = 1;
  const unknown = testKeys.filter((key) => isKnown[key] === 0);
  return { kinds: new Set(unknown).size, rows: unknown.length };
}

function countTestUsers(test: Interactions): number {
  return new Set(test.users).size;
}

function share(count: number, total: number, what: string): string {
  return `${count} of ${total} ${what} (${((100 * count) / total).toFixed(1)} %)`;
}
