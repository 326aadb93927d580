import { firstOf } from "../../check.ts";
import {
  areNumbers,
  areTruths,
  type ColumnSample,
  kindsOf,
  looksLikeTimes,
  numbersRows,
  otherTime,
} from "./column-sample.ts";
import type { ColumnsRead, FoundColumns } from "./columns-read.ts";
import type { GivenColumns, Role } from "./format.ts";
import {
  baseName,
  DOUBTFUL_VALUES,
  EVENT_NAMES,
  ITEM_NAMES,
  isRowNumberName,
  TIME_NAMES,
  UNTAKEN_TIMES,
  UNTAKEN_VALUES,
  USER_NAMES,
  VALUE_NAMES,
} from "./usual-names.ts";

/** A table with its recognised columns. */
interface Found {
  readonly names: readonly string[];
  readonly plan: FoundColumns;
  readonly given: GivenColumns;
  readonly sample: ColumnSample;
  /** Positions of the unused columns. */
  readonly notUsed: readonly number[];
}

/** Maximum number of columns that a note names. */
const SHOWN_COLUMNS = 5;

/** Notes the part of each column, and what else the unused columns may hold. */
export function noteColumns(
  names: readonly string[],
  plan: FoundColumns,
  given: GivenColumns,
  sample: ColumnSample,
): ColumnsRead {
  const { user, item, rating, timestamp, event } = plan;
  const used = new Set([user, item, rating, timestamp, event]);
  const notUsed = [...names.keys()].filter((position) => !used.has(position));
  const nameAt = (position: number | undefined): string | null =>
    position === undefined ? null : (names[position] ?? null);
  const found = { names, plan, given, sample, notUsed };
  return {
    columns: {
      user: nameAt(user),
      item: nameAt(item),
      value: nameAt(rating),
      timestamp: nameAt(timestamp),
      event: nameAt(event),
    },
    notUsed: notUsed.map((position) => names[position] ?? ""),
    notes: [...idNotes(found), ...valueNotes(found), ...timeNotes(found), ...eventNotes(found)],
  };
}

function idNotes(found: Found): string[] {
  const { names, plan, given, sample } = found;
  const notes = [
    ...rivals(found, "user", plan.user, USER_NAMES, "user ids"),
    ...rivals(found, "item", plan.item, ITEM_NAMES, "item ids"),
  ];
  if (numbersRows(sample(plan.item), sample(plan.user))) {
    const name = typed(names[plan.item]);
    const asked = given.item === undefined ? "name the column of items with --columns item=NAME" : "is it an index?";
    notes.push(`${name} was read as the item, but goes up by one from row to row as row numbers do; ${asked}`);
  }
  return notes;
}

/** Columns that lost to another column only by the order of usual names. */
function rivals(
  { names, given, notUsed }: Found,
  role: Role,
  taken: number,
  usual: readonly string[],
  what: string,
): string[] {
  if (given[role] !== undefined) return [];
  const own = stem(names[taken] ?? "");
  const others = notUsed.filter(
    (position) => usual.includes(base(names, position)) && stem(names[position] ?? "") !== own,
  );
  if (others.length === 0) return [];
  const looks = others.length === 1 ? "looks like it too" : "look like it too";
  return [
    `${typed(names[taken])} was read as ${what}; ${list(names, others)} ${looks}: to take it say --columns ${role}=${typed(names[others[0] ?? 0])}`,
  ];
}

/** `artist_id` and `artist_name` describe the same thing; `beer_beerId` is the id of a beer among reviews of it. */
function stem(name: string): string {
  return baseName(name)
    .replace(/(?:id|code|name|title|number|no)$/, "")
    .replace(/^(.+)\1$/, "$1");
}

function valueNotes(found: Found): string[] {
  const { names, plan, given, sample, notUsed } = found;
  const asked = given.rating ?? given.count;
  const byName = (position: number): boolean => {
    const name = base(names, position);
    return (VALUE_NAMES.has(name) || UNTAKEN_VALUES.has(name)) && mayBeNumbers(sample(position));
  };
  if (plan.rating !== undefined) {
    const name = typed(names[plan.rating]);
    const [read, other, option] =
      plan.feedback === "explicit" ? ["ratings", "counts", "count"] : ["counts", "ratings", "rating"];
    if (asked !== undefined) return [];
    const doubt = DOUBTFUL_VALUES.has(base(names, plan.rating))
      ? [`${name} was taken for ${read}; if they are ${other}, say --columns ${option}=${name}`]
      : [];
    const others = notUsed.filter(byName);
    if (others.length === 0) return doubt;
    return [
      ...doubt,
      `${name} was read as ${read}; ${list(names, others)} may hold values too: to take one say --columns count=NAME (behaviour) or rating=NAME (opinions)`,
    ];
  }
  const known = notUsed.filter(byName);
  const others = notUsed.filter(
    (position) => !known.includes(position) && isNumeric(found, position) && !isTime(found, position),
  );
  const numeric = [...known, ...others];
  if (numeric.length === 0) return truthNotes(found);
  // Of several columns without a usual name of values, none is more likely than another.
  const name = known.length === 0 && others.length > 1 ? "NAME" : typed(names[numeric[0] ?? 0]);
  const choice = plan.event === undefined ? `, or --columns rating=${name} for opinions` : "";
  return [
    `${list(names, numeric)} ${numeric.length === 1 ? "holds numbers and was" : "hold numbers and were"} not used, so every row counts 1; ` +
      `to read values say --columns count=${name} for behaviour that adds up${choice}`,
  ];
}

/** Columns of yes or no: an opinion or an action. */
const TRUTHS =
  /^(?:is|was|has)?(?:liked?|disliked?|recommend(?:ed)?|votedup|favou?rited?|clicked|purchased|bought|skipped)$/;

function truthNotes({ names, sample, notUsed }: Found): string[] {
  const truths = notUsed.filter((position) => {
    const name = base(names, position);
    return (VALUE_NAMES.has(name) || UNTAKEN_VALUES.has(name) || TRUTHS.test(name)) && areTruths(sample(position));
  });
  const [first] = truths;
  if (first === undefined) return [];
  return [
    `${list(names, truths)} ${truths.length === 1 ? "holds" : "hold"} true and false and ${truths.length === 1 ? "was" : "were"} not used, so rows of both count 1; ` +
      `to keep those that are true write 1 and 0, and say --columns count=${typed(names[first])}`,
  ];
}

function isNumeric({ names, sample }: Found, position: number): boolean {
  const name = base(names, position);
  const isId =
    isRowNumberName(name) ||
    EVENT_NAMES.includes(name) ||
    USER_NAMES.includes(name) ||
    ITEM_NAMES.includes(name) ||
    /(?:id|code|key|no|number|zip)$/.test(name);
  return !isId && areNumbers(sample(position));
}

function isTime({ names, sample }: Found, position: number): boolean {
  const name = base(names, position);
  return TIME_NAMES.includes(name) || UNTAKEN_TIMES.has(name) || looksLikeTimes(sample(position));
}

function timeNotes(found: Found): string[] {
  const { names, plan, given, sample, notUsed } = found;
  if (given.timestamp !== undefined) return [];
  if (plan.timestamp !== undefined) return rivals(found, "timestamp", plan.timestamp, TIME_NAMES, "times");
  const times = notUsed.filter((position) => isTime(found, position));
  const [first] = times;
  if (first === undefined) return [];
  const other = otherTime(sample(first));
  const format =
    other === undefined
      ? ""
      : ` and --date-format FORMAT, since ${JSON.stringify(other)} is no number of seconds and no ISO date`;
  return [
    `${list(names, times)} ${times.length === 1 ? "looks" : "look"} like times and ${times.length === 1 ? "was" : "were"} not used; to read them say --columns timestamp=${typed(names[first])}${format}`,
  ];
}

function eventNotes({ names, plan, sample, notUsed }: Found): string[] {
  if (plan.event !== undefined) return [];
  for (const position of notUsed) {
    const kinds = EVENT_NAMES.includes(base(names, position)) ? kindsOf(sample(position)) : undefined;
    if (kinds === undefined) continue;
    const name = typed(names[position]);
    const weights = kinds.slice(0, SHOWN_COLUMNS).map((kind) => `${kind}=1`);
    const such = kinds.length === 0 ? "" : ` (${firstOf(kinds, SHOWN_COLUMNS)})`;
    const option = weights.length === 0 ? "--events" : `--events ${weights.join(",")}`;
    return [
      `${name} looks like kinds of events${such} and was not used: rows of all kinds were read alike; ` +
        `to tell them apart say --columns event=${name}, and ${option} to choose and weigh them`,
    ];
  }
  return [];
}

/** A column whose first rows are unknown may hold numbers. */
function mayBeNumbers(texts: readonly string[]): boolean {
  return texts.every((text) => text === "") || areNumbers(texts);
}

function base(names: readonly string[], position: number): string {
  return baseName(names[position] ?? "");
}

function list(names: readonly string[], positions: readonly number[]): string {
  return firstOf(
    positions.map((position) => typed(names[position])),
    SHOWN_COLUMNS,
  );
}

/** A name as typed in a shell: in quotes where the shell would split it. */
function typed(name = ""): string {
  return /^[\w.:@%+-]+$/.test(name) ? name : JSON.stringify(name);
}
