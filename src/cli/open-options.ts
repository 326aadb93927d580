import { checkOneOf } from "../check.ts";
import { FILTER_PASSES, type FilterPasses } from "../data/filter-counts.ts";
import type { OpenOptions } from "../data/open-dataset.ts";
import { DUPLICATE_RULES } from "../data/readers/duplicates.ts";
import { ROLES, type Role } from "../data/readers/format.ts";
import { FORMAT_NAMES } from "../data/readers/format-names.ts";
import { DECIMALS, QUOTE_RULES } from "../data/readers/layout.ts";
import { OptionsError } from "../errors.ts";
import { parseAssignments } from "./arguments.ts";
import { type ReadingArguments, SEPARATORS } from "./options/reading.ts";

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

export const filters = ({ minUserInteractions, minItemInteractions }: ReadingArguments): boolean => {
  return minUserInteractions !== undefined || minItemInteractions !== undefined;
};

/** Throws RangeError for another name, and OptionsError `needs-filter` where there is nothing to count for. */
export function filterPasses(given: ReadingArguments): FilterPasses | undefined {
  if (given.filterPasses === undefined) return undefined;
  const passes = checkOneOf("--filter-passes", given.filterPasses, FILTER_PASSES);
  if (filters(given)) return passes;
  const expected =
    "expected --min-user-interactions or --min-item-interactions beside it, without which it does nothing";
  throw new OptionsError("needs-filter", `--filter-passes: ${expected}`);
}

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
