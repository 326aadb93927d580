import { checkNumber, checkOneOf } from "../check.ts";
import { DataError, NearEdgeError, OptionsError } from "../errors.ts";
import type { Dataset, ReadReport, TableReading } from "./dataset.ts";
import { fingerprintInteractions } from "./fingerprint.ts";
import type { Interactions } from "./interactions.ts";
import { countCommonPairs, extractInteractions, numberStagedRows } from "./readers/assemble.ts";
import { DUPLICATE_RULES, type DuplicateRule, defaultDuplicateRule } from "./readers/duplicates.ts";
import { checkEventWeights } from "./readers/events.ts";
import { type EventWeights, type GivenColumns, ROLES, type StagedFile } from "./readers/format.ts";
import { FORMAT_NAMES, type FormatName } from "./readers/format-names.ts";
import { readItems } from "./readers/items/items.ts";
import { checkLayout, DECIMALS, type Notation, QUOTE_RULES, type TextLayout } from "./readers/layout.ts";
import { type LeftOutPairs, leaveOutPairs } from "./readers/leave-out.ts";
import { checkNotation } from "./readers/notation.ts";
import { noteMarkers } from "./readers/note-markers.ts";
import { engineReason, openSession, type Session } from "./readers/session.ts";
import { openSource, type Source } from "./readers/source.ts";
import { createStage, FLOAT32_MAXIMUM } from "./readers/stage.ts";
import { addStaged, stageSource } from "./readers/stage-source.ts";
import { readUsers } from "./readers/users/users.ts";

/** Options for reading a data set. Each has a default. */
export interface OpenOptions {
  /** A catalogue of the items: csv, tsv, jsonl, parquet or one of the files that docs/data.md lists. */
  readonly itemsPath?: string | undefined;
  /** A table of the users: csv, tsv, jsonl, parquet, u.user or users.dat. */
  readonly usersPath?: string | undefined;
  /**
   * Keep items that only the catalogue has, at the end of the vocabulary, ascending like other ids. Content models
   * can then recommend items without interactions. Default false: they are left out, and counted. Files that are split
   * already have the items of their interactions only.
   */
  readonly coldItems?: boolean | undefined;
  /** Default `auto`: told from the file's name and its first lines. */
  readonly format?: FormatName | undefined;
  /** Names of columns; those not given are guessed. */
  readonly columns?: GivenColumns | undefined;
  /**
   * Weight of a row by its event: `{ view: 1, transaction: 5 }`. Rows of other events are left out. The column of
   * events is `columns.event`, or one of a usual name. Default: every row has weight 1.
   */
  readonly events?: EventWeights | undefined;
  /** Leave out pairs of a user and an item whose merged value is below this. Default: all stay. */
  readonly minValue?: number | undefined;
  /** The separator of fields in csv and tsv: one character, a space for any number of spaces. Default: recognised. */
  readonly separator?: string | undefined;
  /**
   * Whether the first row of csv and tsv names the columns; without a header `columns` has positions from 1. Default:
   * it does.
   */
  readonly header?: boolean | undefined;
  /**
   * The meaning of double quotes in csv and tsv. Default: as in RFC 4180 (`double`), but in tab-separated files within
   * a field only.
   */
  readonly quote?: TextLayout["quote"];
  /** The decimal mark. Default: a point; a comma is recognised where fields are not separated by commas. */
  readonly decimal?: Notation["decimal"];
  /**
   * How timestamps are written: a format of strptime, or `epoch`. Default: seconds or milliseconds since 1970, or ISO
   * dates.
   */
  readonly dateFormat?: string | undefined;
  /** Leave out bad rows, and count them, instead of refusing the file. Default false. */
  readonly skipBadRows?: boolean | undefined;
  /** How rows of the same user and item are merged. Default: `last` for explicit feedback, `sum` for implicit. */
  readonly duplicates?: DuplicateRule | undefined;
  /**
   * Keep each user's rows in the order of the file instead of ordering them by time and item, for protocols that take
   * that order for time. Default false: then the order of rows in a file has no effect on anything.
   */
  readonly rowOrder?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A training part and a test part from separate files. */
export interface GivenPart {
  readonly train: Interactions;
  readonly test: Interactions;
  /** Number of pairs (user, item) that are in both parts. */
  readonly overlap: number;
}

/** A split that was made elsewhere: a training file and a test file. */
export interface GivenSplit extends GivenPart {
  /** Both parts together, merged by the same rule. */
  readonly dataset: Dataset;
}

/** Several such splits, over the same vocabularies. */
export interface GivenFolds {
  /** In the order given. */
  readonly parts: readonly GivenPart[];
  /** All parts together, merged by the same rule. */
  readonly dataset: Dataset;
}

/** Parts of the staging table are numbered by one byte. */
const MAXIMUM_PAIRS = 100;

const BUILTIN_PREFIX = "builtin:";
/** The only part of a data set in one file. */
const WHOLE = 0;

/**
 * Reads a data set from a file (`netflix`: or a folder of files), or the built-in one from `builtin:catalogue`.
 *
 * Ids stay as written and are numbered in ascending order; rows are ordered by user index, timestamp, item index.
 * Throws DataError for anything about the files (docs/data.md lists the codes), OptionsError or RangeError for options,
 * and the signal's reason when it aborts.
 */
export async function openDataset(path: string, options: OpenOptions = {}): Promise<Dataset> {
  if (path.startsWith(BUILTIN_PREFIX)) return openBuiltin(path, options);
  return withSession(path, options, async (session) => {
    const opened = await openSource(session, path, formatName(options));
    const staged = await stage(session, opened, WHOLE, "interactions", options);
    const numbered = await numberStagedRows(session);
    const source = { ...staged, duplicates: duplicateRule(staged, options), rowOrder: options.rowOrder ?? false };
    const { interactions, duplicatesMerged } = await extractInteractions(session, numbered, "all", source);
    const notes = [...(staged.notes ?? []), ...numbered.notes];
    return finish(session, opened.title, interactions, { ...staged, notes, duplicatesMerged }, options);
  });
}

/**
 * Reads a training file and a test file over shared vocabularies. Both must be of the same feedback. A pair may be in
 * both parts; such pairs are counted in `overlap`. Errors as in openDataset, and DataError `mixed-feedback`.
 */
export async function openGivenSplit(
  trainPath: string,
  testPath: string,
  options: OpenOptions = {},
): Promise<GivenSplit> {
  const { parts, dataset } = await openGivenFolds([{ trainPath, testPath }], options);
  const [part] = parts;
  if (part === undefined) throw new RangeError("expected one pair of files, got none");
  return { ...part, dataset };
}

/**
 * Reads several pairs of a training and a test file, such as published folds, over vocabularies that all of them share.
 * `dataset` has all rows together, merged by the same rule. Errors as in openGivenSplit, and OptionsError
 * `too-many-files` above 100 pairs.
 */
export async function openGivenFolds(
  pairs: readonly { readonly trainPath: string; readonly testPath: string }[],
  options: OpenOptions = {},
): Promise<GivenFolds> {
  const [first] = pairs;
  if (first === undefined || pairs.length > MAXIMUM_PAIRS) {
    const expected = `expected 1 to ${MAXIMUM_PAIRS} pairs of a training and a test file, got ${pairs.length}`;
    throw new OptionsError("too-many-files", expected);
  }
  return withSession(first.trainPath, options, async (session) => {
    const files: { readonly name: string; readonly title: string; readonly staged: StagedTable }[] = [];
    for (const path of pairs.flatMap(({ trainPath, testPath }) => [trainPath, testPath])) {
      const opened = await openSource(session, path, formatName(options));
      const part = files.length;
      const staged = await stage(session, opened, part, part % 2 === 0 ? "train" : "test", options);
      files.push({ name: opened.name, title: opened.title, staged });
    }
    const { title, staged } = files.reduce((sum, next) => ({
      name: sum.name,
      title: sum.title,
      staged: combine(sum.name, sum.staged, next.name, next.staged),
    }));
    const numbered = await numberStagedRows(session);
    const source = { ...staged, duplicates: duplicateRule(staged, options), rowOrder: options.rowOrder ?? false };
    const parts: GivenPart[] = [];
    let duplicatesMerged = 0;
    for (const place of pairs.keys()) {
      const [trainPart, testPart] = [2 * place, 2 * place + 1];
      const train = await extractInteractions(session, numbered, trainPart, source);
      const test = await extractInteractions(session, numbered, testPart, source);
      const overlap = await countCommonPairs(session, trainPart, testPart);
      duplicatesMerged += train.duplicatesMerged + test.duplicatesMerged;
      parts.push({ train: train.interactions, test: test.interactions, overlap });
    }
    const { interactions } = await extractInteractions(session, numbered, "all", source);
    const shared = { ...options, coldItems: false };
    const notes = [...(staged.notes ?? []), ...numbered.notes];
    const dataset = await finish(session, title, interactions, { ...staged, notes, duplicatesMerged }, shared);
    return { parts, dataset };
  });
}

async function openBuiltin(path: string, { minValue = 1, events }: OpenOptions): Promise<Dataset> {
  if (path !== "builtin:catalogue") {
    throw new DataError("unknown-builtin", `${path}: expected builtin:catalogue, the only built-in data set`);
  }
  if (events !== undefined) throw new OptionsError("fixed-columns", `events: ${path} has no events`);
  if (checkMinValue(minValue) > 1) {
    throw new DataError("nothing-left", `${path}: expected values of at least ${minValue}, got none: every value is 1`);
  }
  const { builtinDataset } = await import("./catalogue/builtin.ts");
  return builtinDataset();
}

/** A staged table of interactions, without rows that are not interactions. */
interface StagedTable extends StagedFile, Omit<LeftOutPairs, "notes"> {
  readonly read: readonly TableReading[];
}

async function stage(
  session: Session,
  source: Source,
  part: number,
  table: TableReading["table"],
  options: OpenOptions,
): Promise<StagedTable> {
  const {
    columns = {},
    events,
    skipBadRows = false,
    separator,
    header,
    decimal,
    quote,
    dateFormat,
    minValue,
  } = options;
  const layout = { separator, header, quote: quote && checkOneOf("quote", quote, QUOTE_RULES) };
  const notation = { decimal: decimal && checkOneOf("decimal", decimal, DECIMALS), dateFormat };
  checkLayout(layout);
  for (const role of Object.keys(columns)) checkOneOf("columns", role, ROLES);
  if (events !== undefined) checkEventWeights(events);
  if (minValue !== undefined) checkMinValue(minValue);
  await checkNotation(session, notation);
  const asked = { columns, events, skipBadRows, layout, notation };
  const staged = await stageSource(session, source, part, formatName(options), asked);
  const { feedback, reading } = staged;
  const markers = feedback === "explicit" ? await noteMarkers(session, part, source.name, minValue) : [];
  const limits = { feedback, duplicates: duplicateRule(staged, options), minValue, weighsEvents: events !== undefined };
  const leftOut = await leaveOutPairs(session, part, source.name, limits);
  const kinds = staged.events === undefined ? {} : { events: staged.events };
  const notes = [...(staged.notes ?? []), ...markers, ...leftOut.notes];
  return { ...staged, ...leftOut, notes, read: [{ file: source.name, table, ...reading, ...kinds }] };
}

function checkMinValue(minValue: number): number {
  return checkNumber("minValue", minValue, -FLOAT32_MAXIMUM, FLOAT32_MAXIMUM);
}

function formatName({ format }: OpenOptions): FormatName {
  return checkOneOf("format", format ?? "auto", FORMAT_NAMES);
}

function duplicateRule({ feedback }: StagedFile, { duplicates }: OpenOptions): DuplicateRule {
  return checkOneOf("duplicates", duplicates ?? defaultDuplicateRule(feedback), DUPLICATE_RULES);
}

function combine(trainName: string, train: StagedTable, testName: string, test: StagedTable): StagedTable {
  if (train.feedback !== test.feedback) {
    throw new DataError(
      "mixed-feedback",
      `${testName}: expected ${train.feedback} feedback as in ${trainName}, got ${test.feedback}; ` +
        "both files need the same rating column (see --columns)",
    );
  }
  return {
    ...addStaged(train, test),
    read: [...train.read, ...test.read],
    nonPositiveDropped: train.nonPositiveDropped + test.nonPositiveDropped,
    belowMinValue: train.belowMinValue + test.belowMinValue,
  };
}

/** Adds the items, the fingerprint and the report. */
async function finish(
  session: Session,
  name: string,
  taken: Interactions,
  counts: StagedTable & { readonly duplicatesMerged: number },
  { itemsPath, usersPath, skipBadRows = false, coldItems = false, minValue }: OpenOptions,
): Promise<Dataset> {
  const items = await readItems(session, itemsPath, taken.itemIds, { skipBadRows, coldItems });
  // Items of the catalogue alone are appended, so that indices do not change.
  const interactions = { ...taken, itemIds: items.table.itemIds };
  const users =
    usersPath === undefined ? undefined : await readUsers(session, usersPath, interactions.userIds, skipBadRows);
  const { nonPositiveDropped, belowMinValue, otherEventsDropped = 0 } = counts;
  const report: ReadReport = {
    read: [...counts.read, ...[items.reading, users?.reading].filter((reading) => reading !== undefined)],
    rowsRead: counts.rowsRead,
    badRows: counts.badRows + items.bad.count + (users?.bad.count ?? 0),
    badRowExamples: [...counts.badRowExamples, ...items.bad.examples, ...(users?.bad.examples ?? [])],
    implicitRowsDropped: counts.implicitRowsDropped,
    duplicatesMerged: counts.duplicatesMerged,
    ...(nonPositiveDropped > 0 ? { nonPositiveDropped } : {}),
    ...(minValue === undefined ? {} : { belowMinValue }),
    ...(otherEventsDropped > 0 ? { otherEventsDropped } : {}),
    catalogueOnlyItems: items.catalogueOnlyItems,
    ...(coldItems ? { coldItems: items.table.itemIds.size - taken.itemIds.size } : {}),
    uncataloguedItems: items.uncataloguedItems,
    ...(users ? { tableOnlyUsers: users.tableOnlyUsers, untabledUsers: users.untabledUsers } : {}),
    ...(counts.notes?.length ? { notes: counts.notes } : {}),
  };
  const fingerprint = await fingerprintInteractions(interactions);
  const note = minValue === undefined ? "" : `only values of at least ${minValue}`;
  return { name, note, interactions, items: items.table, users: users?.table, fingerprint, report };
}

/** Runs `work` with its own DuckDB session. Errors of DuckDB are wrapped in DataError `engine-failure`. */
async function withSession<T>(path: string, options: OpenOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(options.signal);
  try {
    await createStage(session);
    return await work(session);
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof NearEdgeError || cause instanceof RangeError || cause instanceof TypeError) throw cause;
    const message = `${path}: the file could not be turned into interactions: ${engineReason(cause)}`;
    throw new DataError("engine-failure", message, { cause });
  } finally {
    session.close();
  }
}
