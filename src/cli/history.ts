import { OptionsError } from "../errors.ts";
import type { HistoryEntry } from "../serving/types.ts";
import { idList, list } from "./arguments.ts";

/** What the commands that answer for a person know of them. */
export interface PersonArguments {
  readonly user?: string;
  readonly history?: string;
  readonly ratings?: string;
}

/** Who is asked for, as a request has it. */
export interface Person {
  readonly userId: string | undefined;
  readonly history: readonly (string | HistoryEntry)[] | undefined;
}

/**
 * Reads the user of a request. `described` says whether attributes were given, in which case no user or history is needed.
 * Throws OptionsError `no-user` where neither is given, and `bad-ratings` where `--ratings` are no
 * numbers or not as many as the items of `--history`.
 */
export function readPerson({ user, history, ratings }: PersonArguments, described?: boolean): Person {
  if (user === undefined && history === undefined && !described) {
    const ways =
      described === undefined
        ? "--user ID or --history ID,ID"
        : "--user ID, --history ID,ID, --vector NUMBERS or --attributes JSON";
    throw new OptionsError("no-user", `expected ${ways}`);
  }
  const itemIds = history === undefined ? undefined : idList(history);
  if (ratings === undefined) return { userId: user, history: itemIds };
  if (itemIds === undefined) throw new OptionsError("bad-ratings", "--ratings: expected --history ID,ID beside it");
  const values = list(ratings).map(Number);
  if (values.length !== itemIds.length || !values.every(Number.isFinite)) {
    const expected = `--ratings: expected ${itemIds.length} numbers separated by commas, one for each item of --history`;
    throw new OptionsError("bad-ratings", `${expected}; got ${JSON.stringify(ratings)}`);
  }
  return { userId: user, history: itemIds.map((itemId, place) => ({ itemId, value: values[place] })) };
}
