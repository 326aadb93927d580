import { basename } from "node:path";
import { OptionsError } from "../errors.ts";
import type { ImportKind, ImportRequest, KindOption } from "../imported/kinds/kind.ts";
import { checkSettings } from "../imported/kinds/settings.ts";
import { importKind } from "../imported/kinds.ts";
import { list, parseAssignments } from "./arguments.ts";
import { parseOptionText } from "./option-text.ts";
import type { ImportArguments } from "./options/import.ts";

/** An import as it is asked for, with everything checked that needs no file. */
export interface CheckedImport {
  readonly kind: ImportKind;
  readonly request: ImportRequest;
}

/** What only some kinds read, as the command line calls it. */
const KIND_OPTIONS: Readonly<Record<KindOption, string>> = {
  tensor: "--tensor",
  bias: "--bias",
  foldIn: "--fold-in",
  normalise: "--normalise",
  userIds: "--user-ids",
};

/** Options of reading that do nothing without interactions to read. */
const OF_INTERACTIONS = {
  test: "--test",
  users: "--users",
  columns: "--columns",
  events: "--events",
  minValue: "--min-value",
  separator: "--separator",
  header: "--header",
  quote: "--quote",
  decimal: "--decimal",
  dateFormat: "--date-format",
  duplicates: "--duplicates",
  minUserInteractions: "--min-user-interactions",
  minItemInteractions: "--min-item-interactions",
} as const;

/** Checks an import of a kind. Throws OptionsError `unknown-kind`, `unused-option`, `needs-interactions`, `unknown-option`. */
export function checkImport(path: string, name: string, given: ImportArguments, signal: AbortSignal): CheckedImport {
  const kind = importKind(name);
  for (const [option, flag] of Object.entries(KIND_OPTIONS) as [KindOption, string][]) {
    if (given[option] !== undefined && !kind.takes.includes(option)) {
      throw new OptionsError("unused-option", `${flag}: --kind ${name} has no use for it; leave it out`);
    }
  }
  checkNeedsInteractions(given);
  refuseUserTable(given);
  const set = parseAssignments("--set", given.set);
  const settings = Object.fromEntries(Object.entries(set).map(([key, text]) => [key, parseOptionText(text)]));
  checkSettings(name, kind.settings, settings);
  const { tensor, bias, foldIn, normalise, userIds } = given;
  const own = { tensor, bias, foldIn, normalise, userIds, idColumns: idColumns(given.idColumns), settings, signal };
  return { kind, request: { path, shown: basename(path), ...own } };
}

/** Throws OptionsError `unused-option` for what says how to read a model, where the folder of our job says it itself. */
export function checkJobImport(given: ImportArguments): void {
  const flags = { ...KIND_OPTIONS, itemIds: "--item-ids", idColumns: "--id-columns", interactions: "--interactions" };
  for (const [option, flag] of Object.entries(flags) as [keyof typeof flags, string][]) {
    if (given[option] !== undefined) {
      throw new OptionsError("unused-option", `${flag}: the folder of our Spark job says it itself; leave it out`);
    }
  }
  if (given.set.length > 0) {
    throw new OptionsError(
      "unused-option",
      "--set: the folder of our Spark job says what it was trained with; leave it out",
    );
  }
  const { users: _, ...others } = given;
  checkNeedsInteractions(others);
  refuseUserTable(given);
}

function checkNeedsInteractions(given: Partial<ImportArguments>): void {
  if (given.interactions !== undefined) return;
  for (const [option, flag] of Object.entries(OF_INTERACTIONS) as [keyof typeof OF_INTERACTIONS, string][]) {
    if (given[option] === undefined) continue;
    throw new OptionsError(
      "needs-interactions",
      `${flag}: expected --interactions beside it, without which it does nothing`,
    );
  }
}

function refuseUserTable({ userTable }: ImportArguments): void {
  if (userTable === undefined) return;
  throw new OptionsError("unused-option", "--user-table: no imported model reads attributes of users; leave it out");
}

/** `id=track,index=row`. Throws OptionsError `bad-columns`. */
function idColumns(text: string | undefined): ImportRequest["idColumns"] {
  const columns = text === undefined ? {} : parseAssignments("--id-columns", list(text));
  const other = Object.keys(columns).find((name) => name !== "id" && name !== "index");
  if (other === undefined) return columns;
  throw new OptionsError("bad-columns", `--id-columns: expected id=… and index=…, got ${other}=…`);
}
