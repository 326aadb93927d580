import { appendFileSync, readFileSync } from "node:fs";
import { readFile, truncate } from "node:fs/promises";
import { DataError, OptionsError } from "../errors.ts";
import { differences, type SearchDescription, writeDescription } from "../evaluation/search/description.ts";
import {
  completeLines,
  formatHeader,
  formatRecord,
  formatResults,
  type ParsedResults,
  parseResults,
  type ResultsColumns,
} from "../evaluation/search/results-text.ts";
import { DONE, type RunRecord, runKey } from "../evaluation/search/run.ts";
import { type SearchPlan, setOf } from "../evaluation/search/search.ts";
import { checkOutFile, writeOutFile } from "./out-file.ts";

/** The runs of a search on disk: earlier ones are read, new ones added as they end. */
export interface ResultsFile {
  /** Runs that need not be done again, by runKey. */
  readonly earlier: ReadonlyMap<string, RunRecord>;
  /** Adds a run as one whole line. */
  add(record: RunRecord): void;
  /** Replaces the file by all runs in order. */
  finish(records: readonly RunRecord[]): Promise<void>;
}

/** Takes the place of a file where none was asked for. */
export const NO_RESULTS_FILE: ResultsFile = {
  earlier: new Map(),
  add: () => undefined,
  finish: () => Promise.resolve(),
};

/**
 * Opens the results of a search, where there are any, to go on with it. A half line at the end is cut off; nothing else
 * changes before the first run is added.
 *
 * Throws OptionsError: `bad-out-file`, `no-results-file` for a file of another kind, `foreign-results` for another search;
 * DataError `damaged-results`. The file is then as it was.
 */
export async function openResultsFile(
  path: string,
  id: string,
  description: SearchDescription,
  plan: SearchPlan,
): Promise<ResultsFile> {
  await checkOutFile(path, []);
  const text = await readIfThere(path);
  const found = parseResults(text, path);
  if (found) checkSame(path, found, id, description, plan);
  const whole = found ? completeLines(text) : "";
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
  return resultsFile(path, id, description, plan, found);
}

function resultsFile(
  path: string,
  id: string,
  description: SearchDescription,
  plan: SearchPlan,
  found: ParsedResults | undefined,
): ResultsFile {
  const options = Object.keys(setOf(plan, 1, 1) ?? {});
  let columns = found?.columns;
  // Which metrics there are is known from the first run that has any; failed ones wait for it.
  const waiting: RunRecord[] = [];
  const start = (record: RunRecord): void => {
    columns = columnsOf(options, plan, record);
    const [first = record, ...others] = [...waiting, record];
    const about = writeDescription(description, 0);
    const lines = others.map((other) => formatRecord(id, other, columns ?? { options, metrics: [] }));
    const text = formatHeader(columns) + formatRecord(id, first, columns, about) + lines.join("");
    // Two searches that begin on one file at a time would make a table of both, which none of them could go on with.
    if (readFileSync(path, { encoding: "utf8", flag: "a+" }) !== "") {
      throw new OptionsError(
        "foreign-results",
        `${path}: another search has begun to write to it; wait, or choose another --out`,
      );
    }
    appendFileSync(path, text);
  };
  return {
    earlier: new Map(found?.records.map((record) => [runKey(record), record])),
    add: (record) => {
      if (columns !== undefined) appendFileSync(path, formatRecord(id, record, columns));
      else if (record.status === DONE) start(record);
      else waiting.push(record);
    },
    finish: (records) => {
      const [first] = records;
      const known = columns ?? (first && columnsOf(options, plan, first)) ?? { options, metrics: [] };
      return writeOutFile(path, formatResults(id, description, known, records));
    },
  };
}

/** The chosen metric stands before the others. */
function columnsOf(options: readonly string[], { target }: SearchPlan, { metrics }: RunRecord): ResultsColumns {
  return { options, metrics: [...new Set([target.metric, ...Object.keys(metrics)])] };
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function checkSame(
  path: string,
  found: ParsedResults,
  id: string,
  description: SearchDescription,
  plan: SearchPlan,
): void {
  if (found.id !== id) {
    const different = differences(found.description, description);
    const what = different.length === 0 ? "" : `: different are ${different.join(", ")}`;
    throw new OptionsError(
      "foreign-results",
      `--out: ${path} holds the results of another search${what}; choose another --out, or delete the file`,
    );
  }
  const odd = found.records.find(({ fold, trial, rung, set }) => {
    const planned = setOf(plan, trial, rung);
    if (planned === undefined || fold > plan.foldCount) return true;
    return Object.keys({ ...set, ...planned }).some((key) => set[key] !== planned[key]);
  });
  if (odd === undefined) return;
  throw new DataError(
    "damaged-results",
    `${path}: fold ${odd.fold}, trial ${odd.trial}, rung ${odd.rung}: expected the options that this search gives it, ` +
      "got others; take the line out to have it run again, or choose another --out",
  );
}
