import type { Artefact } from "../artefact/artefact.ts";
import { checkNumber } from "../check.ts";
import { ArtefactError, KernelError, RequestError } from "../errors.ts";
import type { ServedModel } from "../models/served-model.ts";
import { MAXIMUM_VALUE } from "./limits.ts";
import type { HistoryEntry } from "./types.ts";

/** What a request says about its user, in dense form. */
export interface History {
  /** Distinct item indices, ascending. */
  readonly items: Uint32Array;
  /** Observed weights beside them. */
  readonly weights: Float32Array;
  /** Their values as given, f32; NaN where none is known. */
  readonly values: Float32Array;
  /** u8: 1 for an item that the request names. */
  readonly isSent: Uint8Array;
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
  values: new Float32Array(0),
  isSent: new Uint8Array(0),
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
  model: Pick<ServedModel, "weigh" | "sentWeight">,
): History {
  const entries = new Map<number, Entry>();
  // A set keeps the order in which items were added.
  const sequence = new Set<number>();
  const user = request.userId === undefined ? undefined : artefact.users?.userIds.indexOf(request.userId);
  if (user !== undefined && artefact.users) {
    const { offsets, indices, values, sequence: stored } = artefact.users.histories;
    const own = values.subarray(offsets[user], offsets[user + 1]);
    const isGiven = artefact.manifest.data.historyValues === "given";
    const weights = isGiven && model.weigh ? model.weigh(own) : own;
    for (const [place, item] of indices.subarray(offsets[user], offsets[user + 1]).entries()) {
      const value = isGiven ? own[place]! : Number.NaN;
      entries.set(item, { value, weight: weights[place]!, isSent: false });
    }
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
    if (value !== undefined || !entries.has(item)) {
      entries.set(item, { value: value ?? Number.NaN, weight: weightOfSent(value, model), isSent: true });
    }
    sequence.delete(item);
    sequence.add(item);
  }
  const items = Uint32Array.from(entries.keys()).sort();
  const ordered = Array.from(items, (item) => entries.get(item)!);
  return {
    items,
    weights: Float32Array.from(ordered, ({ weight }) => weight),
    values: Float32Array.from(ordered, ({ value }) => value),
    isSent: Uint8Array.from(ordered, ({ isSent }) => (isSent ? 1 : 0)),
    sequence: Uint32Array.from(sequence),
    unknownItemIds: [...unknownItemIds],
    unknownUser: request.userId !== undefined && user === undefined,
    hasSentValues,
  };
}

/** An item of a history while it is gathered. */
interface Entry {
  readonly value: number;
  readonly weight: number;
  readonly isSent: boolean;
}

/**
 * What a history weighs in another model than that of the artefact: by its values where they are known, as an item without a
 * value where not. Throws RequestError `bad-history-value`.
 */
export function weightsOfHistory(
  { values, isSent }: Pick<History, "values" | "isSent">,
  model: Pick<ServedModel, "weigh" | "sentWeight">,
): Float32Array {
  // What is not known weighs as an item that was sent without a value.
  const known = values.map((value) => (Number.isNaN(value) ? 1 : value));
  const stored = model.weigh ? model.weigh(known) : known;
  return stored.map((weight, place) => {
    const value = values[place]!;
    if (isSent[place] === 0 && !Number.isNaN(value)) return weight;
    return weightOfSent(Number.isNaN(value) ? undefined : value, model);
  });
}

function weightOfSent(value: number | undefined, { sentWeight = () => 1 }: Pick<ServedModel, "sentWeight">): number {
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
