import { extname } from "node:path";
import { checkOneOf } from "../check.ts";
import { DataError, NearEdgeError } from "../errors.ts";
import type { Dataset, ReadReport } from "./dataset.ts";
import { fingerprintInteractions } from "./fingerprint.ts";
import type { Interactions } from "./interactions.ts";
import { inspectFile, type SourceFile } from "./node-files.ts";
import { countCommonPairs, extractInteractions, numberStagedRows } from "./readers/assemble.ts";
import { DUPLICATE_RULES, type DuplicateRule, defaultDuplicateRule } from "./readers/duplicates.ts";
import type { Role, StagedFile } from "./readers/format.ts";
import { chooseFormat, FORMAT_NAMES, type FormatName } from "./readers/formats.ts";
import { readItems } from "./readers/items/items.ts";
import { openSession, type Session } from "./readers/session.ts";
import { createStage } from "./readers/stage.ts";

/** How to read a data set. Everything has a default. */
export interface OpenOptions {
  /** A catalogue of the items: csv, tsv, jsonl, parquet, `movies.csv` or `u.item`. */
  readonly itemsPath?: string | undefined;
  /** Default `auto`: told from the file's name and its first lines. */
  readonly format?: FormatName | undefined;
  /** Names of columns; those not given are guessed. */
  readonly columns?: Readonly<Partial<Record<Role, string>>> | undefined;
  /** Leave out rows that cannot be understood, and count them, instead of refusing the file. Default false. */
  readonly skipBadRows?: boolean | undefined;
  /** How rows of the same user and item become one. Default: `last` for explicit feedback, `sum` for implicit. */
  readonly duplicates?: DuplicateRule | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Two files that say themselves what is training and what is test. */
export interface GivenSplit {
  readonly train: Interactions;
  readonly test: Interactions;
  /** Both parts together, merged by the same rule. */
  readonly dataset: Dataset;
  /** Number of pairs (user, item) that are in both parts. */
  readonly overlap: number;
}

const BUILTIN_PREFIX = "builtin:";
const [TRAIN, TEST] = [0, 1];

/**
 * Reads a data set from a file, or the built-in one from `builtin:catalogue`.
 *
 * Ids stay as written and are numbered in ascending order; rows are ordered by user index, timestamp, item index.
 * Throws DataError for anything about the files (docs/data.md lists the codes), OptionsError or RangeError for options,
 * and the signal's reason when it aborts.
 */
export async function openDataset(path: string, options: OpenOptions = {}): Promise<Dataset> {
  if (path.startsWith(BUILTIN_PREFIX)) return openBuiltin(path);
  return withSession(path, options, async (session) => {
    const file = await inspectFile(path);
    const staged = await stageFile(session, file, TRAIN, options);
    const numbered = await numberStagedRows(session);
    const source = { ...staged, duplicates: duplicateRule(staged, options) };
    const { interactions, duplicatesMerged } = await extractInteractions(session, numbered, "all", source);
    return finish(session, file, interactions, { ...staged, duplicatesMerged }, options);
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
  return withSession(trainPath, options, async (session) => {
    const trainFile = await inspectFile(trainPath);
    const testFile = await inspectFile(testPath);
    const trainStaged = await stageFile(session, trainFile, TRAIN, options);
    const testStaged = await stageFile(session, testFile, TEST, options);
    const staged = combine(trainFile, trainStaged, testFile, testStaged);
    const numbered = await numberStagedRows(session);
    const source = { ...staged, duplicates: duplicateRule(staged, options) };
    const train = await extractInteractions(session, numbered, TRAIN, source);
    const test = await extractInteractions(session, numbered, TEST, source);
    const overlap = await countCommonPairs(session, TRAIN, TEST);
    const { interactions } = await extractInteractions(session, numbered, "all", source);
    const duplicatesMerged = train.duplicatesMerged + test.duplicatesMerged;
    const dataset = await finish(session, trainFile, interactions, { ...staged, duplicatesMerged }, options);
    return { train: train.interactions, test: test.interactions, dataset, overlap };
  });
}

async function openBuiltin(path: string): Promise<Dataset> {
  if (path !== "builtin:catalogue") {
    throw new DataError("unknown-builtin", `${path}: expected builtin:catalogue, the only built-in data set`);
  }
  const { builtinDataset } = await import("./catalogue/builtin.ts");
  return builtinDataset();
}

function stageFile(session: Session, file: SourceFile, part: number, options: OpenOptions): Promise<StagedFile> {
  const { columns = {}, skipBadRows = false } = options;
  const name = checkOneOf("format", options.format ?? "auto", FORMAT_NAMES);
  return chooseFormat(name, file, columns).stage(session, file, part, { columns, skipBadRows });
}

function duplicateRule({ feedback }: StagedFile, { duplicates }: OpenOptions): DuplicateRule {
  return checkOneOf("duplicates", duplicates ?? defaultDuplicateRule(feedback), DUPLICATE_RULES);
}

function combine(trainFile: SourceFile, train: StagedFile, testFile: SourceFile, test: StagedFile): StagedFile {
  if (train.feedback !== test.feedback) {
    throw new DataError(
      "mixed-feedback",
      `${testFile.name}: expected ${train.feedback} feedback as in ${trainFile.name}, got ${test.feedback}; ` +
        "both files need the same rating column (see --columns)",
    );
  }
  return {
    feedback: train.feedback,
    hasTimestamps: train.hasTimestamps || test.hasTimestamps,
    rowsRead: train.rowsRead + test.rowsRead,
    badRows: train.badRows + test.badRows,
    badRowExamples: [...train.badRowExamples, ...test.badRowExamples],
  };
}

/** Adds the items, the fingerprint and the report. */
async function finish(
  session: Session,
  file: SourceFile,
  interactions: Interactions,
  counts: StagedFile & { readonly duplicatesMerged: number },
  { itemsPath, skipBadRows = false }: OpenOptions,
): Promise<Dataset> {
  const items = await readItems(session, itemsPath, interactions.itemIds, skipBadRows);
  const report: ReadReport = {
    rowsRead: counts.rowsRead,
    badRows: counts.badRows + items.bad.count,
    badRowExamples: [...counts.badRowExamples, ...items.bad.examples],
    duplicatesMerged: counts.duplicatesMerged,
    catalogueOnlyItems: items.catalogueOnlyItems,
    uncataloguedItems: items.uncataloguedItems,
  };
  const fingerprint = await fingerprintInteractions(interactions);
  const name = file.name.slice(0, file.name.length - extname(file.name).length);
  return { name, note: "", interactions, items: items.table, fingerprint, report };
}

/** Runs `work` with an engine of its own. What the engine itself throws is wrapped in DataError `engine-failure`. */
async function withSession<T>(path: string, options: OpenOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(options.signal);
  try {
    await createStage(session);
    return await work(session);
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof NearEdgeError || cause instanceof RangeError || cause instanceof TypeError) throw cause;
    const message = `${path}: the file could not be turned into interactions; its cause says why (memory, disk or format)`;
    throw new DataError("engine-failure", message, { cause });
  } finally {
    session.close();
  }
}
