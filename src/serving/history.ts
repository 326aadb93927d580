import type { Artefact } from "../artefact/artefact.ts";
import { checkNumber } from "../check.ts";
import { ArtefactError, KernelError, RequestError } from "../errors.ts";
import type { Examples } from "../models/examples.ts";
import type { ServedModel } from "../models/served-model.ts";
import { type ExamplesRequest, type NamedExamples, namedExamples } from "./examples.ts";
import { createGathering, type GatheredHistory, type Gathering } from "./gathering.ts";
import { MAXIMUM_VALUE } from "./limits.ts";
import type { HistoryEntry } from "./types.ts";

/** What a request says about its user, in dense form. */
export interface History extends GatheredHistory {
  /** Likes, which are in the history, and dislikes; undefined where the request names none. */
  readonly examples: Examples | undefined;
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
  examples: undefined,
  unknownItemIds: [],
  unknownUser: false,
  hasSentValues: false,
};

/** What a request says of its user. */
export interface HistoryRequest extends ExamplesRequest {
  readonly userId?: string | undefined;
  readonly history?: readonly (string | HistoryEntry)[] | undefined;
}

/**
 * Joins the stored history of a known user with the items of the request. Of the same item, a value that was sent counts
 * before a stored one, and that before none; of two values that were sent, the last.
 *
 * Likes come between the two in the order. They weigh as items without a value, but for a model of ratings, which takes them as
 * rated highest and dislikes as rated lowest. No other model has dislikes in its history, chosen before or not.
 *
 * The history that is sent is oldest first, and comes after the stored one; an item that comes again counts at its last place. A
 * stored history without order is not in the sequence. Throws RangeError for a value that is
 * not finite, and RequestError `bad-history-value` for one that `sentWeight` refuses with a RangeError; and as namedExamples does.
 */
export function gatherHistory(
  artefact: Artefact,
  request: HistoryRequest,
  model: Pick<ServedModel, "weigh" | "sentWeight" | "ranksByRating">,
): History {
  const named = namedExamples(request, artefact.items.itemIds);
  const isOut = (item: number): boolean => named?.dislikes.has(item) === true;
  const { histories, userIds } = artefact.users ?? {};
  const user = request.userId === undefined ? undefined : userIds?.indexOf(request.userId);
  const [start, end] =
    user === undefined || !histories ? [0, 0] : [histories.offsets[user]!, histories.offsets[user + 1]!];
  const sent = request.history ?? [];
  const gathered = createGathering(end - start + sent.length + (named ? named.likes.size + named.dislikes.size : 0));
  if (histories && end > start) {
    const own = histories.values.subarray(start, end);
    const isGiven = artefact.manifest.data.historyValues === "given";
    const weights = isGiven && model.weigh ? model.weigh(own) : own;
    for (let place = 0; place < own.length; place++) {
      const item = histories.indices[start + place]!;
      if (named && isOut(item)) continue;
      gathered.put(item, isGiven ? own[place]! : Number.NaN, weights[place]!, false);
    }
    for (let at = start; histories.sequence && at < end; at++) {
      if (!named || !isOut(histories.sequence[at]!)) gathered.follow(histories.sequence[at]!);
    }
  }
  const unknownItemIds = new Set<string>();
  let hasSentValues = false;
  const isChosen = named ? new Set<number>() : undefined;
  for (const item of named?.likes.keys() ?? []) {
    if (gathered.has(item)) isChosen?.add(item);
    else gathered.put(item, Number.NaN, weightOfSent(undefined, model), true);
    gathered.follow(item);
  }
  for (const entry of sent) {
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
    if (named && isOut(item)) continue;
    if (value !== undefined || !gathered.has(item)) {
      gathered.put(item, value ?? Number.NaN, weightOfSent(value, model), true);
    }
    gathered.follow(item);
    isChosen?.add(item);
  }
  if (named && model.ranksByRating) rateExamples(gathered, named, model);
  const found = gathered.finish();
  for (const id of named?.unknownItemIds ?? []) unknownItemIds.add(id);
  return {
    ...found,
    examples:
      named && examplesOf(named, found.items, (item) => isChosen?.has(item) === true, weightOfSent(undefined, model)),
    unknownItemIds: [...unknownItemIds],
    unknownUser: request.userId !== undefined && user === undefined,
    hasSentValues,
  };
}

/** In a model of ratings likes have the highest rating, which is that of an item without a value, and dislikes the lowest. */
function rateExamples(
  gathered: Gathering,
  { likes, dislikes }: NamedExamples,
  model: Pick<ServedModel, "sentWeight">,
): void {
  for (const item of likes.keys()) gathered.put(item, Number.NaN, weightOfSent(undefined, model), true);
  const lowest = weightOfSent(-MAXIMUM_VALUE, model);
  for (const item of dislikes.keys()) gathered.put(item, lowest, lowest, true);
}

/** The examples beside the items of a history, which has the likes. `isChosen`: whether a like is of the history without it. */
function examplesOf(
  { likes, dislikes }: NamedExamples,
  items: Uint32Array,
  isChosen: (item: number) => boolean,
  unitWeight: number,
): Examples {
  const disliked = Uint32Array.from(dislikes.keys()).sort();
  return {
    likes: Uint32Array.from(likes.keys()).sort(),
    counts: Float32Array.from(items, (item) => {
      const like = likes.get(item);
      return like === undefined ? 1 : like + (isChosen(item) ? 1 : 0);
    }),
    dislikes: disliked,
    dislikeCounts: Float32Array.from(disliked, (item) => dislikes.get(item)!),
    unitWeight,
  };
}

/** What an item weighs that was sent with a value, or without one. Throws RequestError `bad-history-value`. */
export function weightOfSent(
  value: number | undefined,
  { sentWeight = () => 1 }: Pick<ServedModel, "sentWeight">,
): number {
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
  return areFinite(numbersOf(computed)) ? computed : fail();
}

function areFinite(numbers: Float32Array | Float64Array): boolean {
  // 0 times a number that is not finite is NaN.
  let sum = 0;
  for (let at = 0; at < numbers.length; at++) sum += 0 * numbers[at]!;
  return sum === 0;
}
