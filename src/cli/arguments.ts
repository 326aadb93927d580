import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError } from "commander";
import { checkOneOf } from "../check.ts";
import type { Dataset } from "../data/dataset.ts";
import { FILTER_PASSES, type FilterPasses, filterDataset } from "../data/filter-counts.ts";
import type { OpenOptions } from "../data/open-dataset.ts";
import { DUPLICATE_RULES } from "../data/readers/duplicates.ts";
import { ROLES, type Role } from "../data/readers/format.ts";
import { FORMAT_NAMES } from "../data/readers/formats.ts";
import { DECIMALS, QUOTE_RULES } from "../data/readers/layout.ts";
import { OptionsError } from "../errors.ts";

/** Options that say how to read interactions; the same for every command that reads them. */
export interface ReadingArguments {
  readonly items?: string;
  readonly userTable?: string;
  readonly format: string;
  readonly columns?: string;
  readonly events?: string;
  readonly minValue?: number;
  readonly separator?: string;
  readonly header?: boolean;
  readonly quote?: string;
  readonly decimal?: string;
  readonly dateFormat?: string;
  readonly skipBadRows?: boolean;
  readonly duplicates?: string;
  readonly minUserInteractions?: number;
  readonly minItemInteractions?: number;
  readonly filterPasses?: string;
  /** Of commands that can keep them. */
  readonly coldItems?: boolean;
}

export function addReadingOptions(command: Command): Command {
  return command
    .option("--items <file>", "catalogue of the items: csv, tsv, jsonl, parquet, movies.csv or u.item")
    .option("--user-table <file>", "attributes of the users: csv, tsv, jsonl, parquet, u.user or users.dat")
    .option("--format <name>", `format of the interactions: ${FORMAT_NAMES.join(", ")}`, "auto")
    .option(
      "--columns <list>",
      "names of columns, or positions from 1 with --no-header: user=…,item=…,rating=… or count=…,timestamp=…,event=…",
    )
    .option("--events <list>", "what a row counts for by its event, view=1,transaction=5; others are left out")
    .option("--min-value <n>", "leave out pairs whose value (rating or count) is below this", number)
    .option(
      "--separator <char>",
      `what separates the fields of csv: ${Object.keys(SEPARATORS).join(", ")} or a character`,
    )
    .option("--header", "the first row of csv names the columns, whatever it looks like")
    .option("--no-header", "the first row of csv is data; name columns by position")
    .option("--quote <rule>", `what double quotes mean in csv and tsv: ${QUOTE_RULES.join(", ")}`)
    .option("--decimal <mark>", `the decimal mark: ${DECIMALS.join(", ")}`)
    .option("--date-format <format>", "how timestamps are written, such as %d.%m.%Y (strptime), or epoch")
    .option("--duplicates <rule>", `how rows of the same user and item become one: ${DUPLICATE_RULES.join(", ")}`)
    .option("--skip-bad-rows", "leave out rows that cannot be understood, and count them")
    .option("--min-user-interactions <n>", "leave out users with fewer", integer(1, 1e9))
    .option("--min-item-interactions <n>", "leave out items with fewer", integer(1, 1e9))
    .option(
      "--filter-passes <name>",
      "how often these two count: until-stable, until all that are left have enough (the default); or once, in the whole table",
    );
}

/** The data set without the users and items that have too few interactions, where that was asked for. */
export function filtered(dataset: Dataset, given: ReadingArguments): Dataset | Promise<Dataset> {
  const { minUserInteractions = 1, minItemInteractions = given.coldItems ? 0 : 1 } = given;
  const passes = filterPasses(given);
  if (!filters(given)) return dataset;
  return filterDataset(dataset, { minUserInteractions, minItemInteractions, passes });
}

const filters = ({ minUserInteractions, minItemInteractions }: ReadingArguments): boolean => {
  return minUserInteractions !== undefined || minItemInteractions !== undefined;
};

/** Throws RangeError for another name, and OptionsError `needs-filter` where there is nothing to count for. */
function filterPasses(given: ReadingArguments): FilterPasses | undefined {
  if (given.filterPasses === undefined) return undefined;
  const passes = checkOneOf("--filter-passes", given.filterPasses, FILTER_PASSES);
  if (filters(given)) return passes;
  const expected =
    "expected --min-user-interactions or --min-item-interactions beside it, without which it does nothing";
  throw new OptionsError("needs-filter", `--filter-passes: ${expected}`);
}

/** Options of what values go through; the same for every command that measures or trains. */
export const transformOption = [
  "--transform <name>",
  "what values go through: sigmoid:inflection,steepness, binarise:threshold, centre; repeat for more, in order",
  collect,
  [] as string[],
] as const;

/** Brings reading arguments into the form that the data room takes. Throws OptionsError or RangeError for bad ones. */
export function openOptions(given: ReadingArguments, signal?: AbortSignal): OpenOptions {
  // A wrong one must not cost the reading of the data.
  filterPasses(given);
  return {
    itemsPath: given.items,
    usersPath: given.userTable,
    coldItems: wantsColdItems(given),
    format: checkOneOf("--format", given.format, FORMAT_NAMES),
    columns: given.columns === undefined ? undefined : parseColumns(given.columns),
    separator: given.separator === undefined ? undefined : (SEPARATORS[given.separator] ?? given.separator),
    header: given.header,
    quote: given.quote === undefined ? undefined : checkOneOf("--quote", given.quote, QUOTE_RULES),
    decimal: given.decimal === undefined ? undefined : checkOneOf("--decimal", given.decimal, DECIMALS),
    dateFormat: given.dateFormat,
    events: given.events === undefined ? undefined : parseEvents(given.events),
    minValue: given.minValue,
    skipBadRows: given.skipBadRows,
    duplicates:
      given.duplicates === undefined ? undefined : checkOneOf("--duplicates", given.duplicates, DUPLICATE_RULES),
    signal,
  };
}

/** Throws OptionsError `no-catalogue` where there is no catalogue that such items could come from. */
function wantsColdItems({ coldItems = false, items }: ReadingArguments): boolean {
  if (!coldItems || items !== undefined) return coldItems;
  throw new OptionsError(
    "no-catalogue",
    "--cold-items: expected --items FILE beside it, the catalogue that has such items",
  );
}

/** Separators by name, for those that a shell makes hard to write. */
const SEPARATORS: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
  space: " ",
};

function parseColumns(text: string): NonNullable<OpenOptions["columns"]> {
  const columns: Partial<Record<Role, string>> = {};
  for (const [role, name] of Object.entries(parseAssignments("--columns", text.split(",")))) {
    columns[checkOneOf("--columns", role, ROLES)] = name;
  }
  return columns;
}

/** `view=1,purchase=5`; an event without a weight counts 1. */
function parseEvents(text: string): NonNullable<OpenOptions["events"]> {
  const pairs = text.split(",").map((pair) => (pair.includes("=") ? pair : `${pair}=1`));
  const weights = Object.entries(parseAssignments("--events", pairs)).map(([event, weight]) => {
    const value = weight === "" ? Number.NaN : Number(weight);
    if (Number.isFinite(value)) return [event, value] as const;
    throw new OptionsError("bad-event-weight", `--events: ${event}: expected a number, got ${JSON.stringify(weight)}`);
  });
  return Object.fromEntries(weights);
}

/** `key=value` pairs. Throws OptionsError `bad-assignment` for anything else. */
export function parseAssignments(option: string, pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) throw new OptionsError("bad-assignment", `${option}: expected key=value, got ${JSON.stringify(pair)}`);
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  const twice = entries.find(([key], place) => entries.findIndex(([other]) => other === key) < place);
  if (twice) throw new OptionsError("option-twice", `${option}: expected ${twice[0]} once, got it again`);
  // Unlike an assignment, this keeps a key such as __proto__, so that it is refused like any other unknown one.
  return Object.fromEntries(entries);
}

/** For options that may be given several times, or once with commas. */
export function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}

export function list(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Ids separated by commas, or a JSON array of texts where an id has a comma itself. */
export function idList(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    // Whole numbers are ids as well: nobody puts quotes around them. Beyond the safe ones the text would change.
    if (Array.isArray(value) && value.every((id) => typeof id === "string" || Number.isSafeInteger(id))) {
      return value.map(String);
    }
  } catch {
    // Not JSON: the usual way to write it.
  }
  return list(text);
}

/** The lengths in `--at`, each once. Throws OptionsError `bad-list-length` for anything but whole numbers. */
export function listLengths(text: string): number[] {
  const lengths = text.split(",").map(Number);
  if (!lengths.every((length) => Number.isInteger(length) && length >= 1 && length <= MAXIMUM_LIST_LENGTH)) {
    const expected = `expected integers from 1 to ${MAXIMUM_LIST_LENGTH} separated by commas, as in 5,10`;
    throw new OptionsError("bad-list-length", `--at: ${expected}; got ${JSON.stringify(text)}`);
  }
  return [...new Set(lengths)];
}

const MAXIMUM_LIST_LENGTH = 100_000;

/** Parser of a whole number in a range, for commander. */
export function integer(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`expected an integer from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

/** Parser of a finite number, for commander. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("expected a number.");
  return value;
}

export const seedOption = ["--seed <n>", "seed of everything that is drawn", integer(0, 0xffff_ffff), 42] as const;

/** Both cores by default, and no more than are there. */
export const threadsOption = [
  "--threads <n>",
  "training threads; the result does not depend on it",
  integer(1, 64),
  Math.min(8, availableParallelism()),
] as const;
