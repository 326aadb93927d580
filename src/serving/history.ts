import type { Artefact } from "../artefact/artefact.ts";
import { checkNumber } from "../check.ts";
import { ArtefactError, KernelError, RequestError } from "../errors.ts";
import { MAXIMUM_VALUE } from "./limits.ts";
import type { HistoryEntry } from "./types.ts";

/** What a request says about its user, in dense form. */
export interface History {
  /** Distinct item indices, ascending. */
  readonly items: Uint32Array;
  /** Observed weights beside them. */
  readonly weights: Float32Array;
  /** Those of the items whose order is known, oldest first, each at its last place; empty where none is. */
  readonly sequence: Uint32Array;
  readonly unknownItemIds: readonly string[];
  readonly unknownUser: boolean;
  /** Whether a value was sent with an item. */
  readonly hasSentValues: boolean;
}

/** The history of a request that says nothing of its user. */
export const NO_HISTORY: History = {
  items: new Uint32Array(0),
  weights: new Float32Array(0),
  sequence: new Uint32Array(0),
  unknownItemIds: [],
  unknownUser: false,
  hasSentValues: false,
};

/** What a request says of its user. */
export interface HistoryRequest {
  readonly userId?: string | undefined;
  readonly history?: readonly (string | HistoryEntry)[] | undefined;
}

/**
 * Joins the stored history of a known user with the items of the request. Of the same item, a value that was sent counts
 * before a stored one, and that before none; of two values that were sent, the last.
 *
 * The history that is sent is oldest first, and comes after the stored one; an item that comes again counts at its last place. A
 * stored history without order is not in the sequence. Throws RangeError for a value that is
 * not finite, and RequestError `bad-history-value` for one that `sentWeight` refuses with a RangeError.
 */
export function gatherHistory(
  artefact: Artefact,
  request: HistoryRequest,
  sentWeight: (value: number | undefined) => number,
): History {
  const weightOf = new Map<number, number>();
  // A set keeps the order in which items were added.
  const sequence = new Set<number>();
  const user = request.userId === undefined ? undefined : artefact.users?.userIds.indexOf(request.userId);
  if (user !== undefined && artefact.users) {
    const { offsets, indices, values, sequence: stored } = artefact.users.histories;
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) weightOf.set(indices[at]!, values[at]!);
    for (const item of stored?.subarray(offsets[user], offsets[user + 1]) ?? []) sequence.add(item);
  }
  const unknownItemIds = new Set<string>();
  let hasSentValues = false;
  for (const entry of request.history ?? []) {
    const { itemId, value } = typeof entry === "string" ? { itemId: entry, value: undefined } : entry;
    if (value !== undefined) {
      checkNumber("history value", value, -MAXIMUM_VALUE, MAXIMUM_VALUE);
      hasSentValues = true;
    }
    const item = artefact.items.itemIds.indexOf(itemId);
    if (item === undefined) {
      unknownItemIds.add(itemId);
      continue;
    }
    if (value !== undefined || !weightOf.has(item)) weightOf.set(item, weightOfSent(value, sentWeight));
    sequence.delete(item);
    sequence.add(item);
  }
  const items = Uint32Array.from(weightOf.keys()).sort();
  return {
    items,
    weights: Float32Array.from(items, (item) => weightOf.get(item) ?? 0),
    sequence: Uint32Array.from(sequence),
    unknownItemIds: [...unknownItemIds],
    unknownUser: request.userId !== undefined && user === undefined,
    hasSentValues,
  };
}

function weightOfSent(value: number | undefined, sentWeight: (value: number | undefined) => number): number {
  try {
    return sentWeight(value);
  } catch (cause) {
    if (value === undefined || !(cause instanceof RangeError)) throw cause;
    const expected = "history value: expected one that gives a positive weight in this model";
    throw new RequestError("bad-history-value", `${expected}, got ${value}`, { cause });
  }
}

/**
 * Runs what folds a history in and scores items. Where its equations have no solution, or `numbersOf` what comes out is not
 * finite, because of values that were sent, so far apart that f32 loses the smaller ones, that is no failure of the service
 * but RequestError `bad-history-value`. Without such values it is the artefact that holds numbers no training gives:
 * ArtefactError `not-finite`, or KernelError `singular`.
 */
export function foldingIn<T>(
  { hasSentValues }: Pick<History, "hasSentValues">,
  compute: () => T,
  numbersOf: (computed: T) => Float32Array | Float64Array,
): T {
  const fail = (cause?: unknown): never => {
    if (hasSentValues) {
      const expected = "history values: expected values that this model can be solved with; send smaller ones";
      throw new RequestError("bad-history-value", expected, { cause });
    }
    const reason = cause instanceof Error ? ` (${cause.message})` : "";
    const expected = `the model's tensors: expected numbers that give finite scores, got others${reason}; train it anew`;
    throw new ArtefactError("not-finite", expected, { cause });
  };
  let computed: T;
  try {
    computed = compute();
  } catch (cause) {
    // The kernels' own checks of what they are given: the request was checked before.
    const singular = cause instanceof KernelError && cause.code === "singular";
    if (cause instanceof RangeError || (singular && hasSentValues)) return fail(cause);
    throw cause;
  }
  return numbersOf(computed).every(Number.isFinite) ? computed : fail();
}
