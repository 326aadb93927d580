import { stat } from "node:fs/promises";
import { join } from "node:path";
import { DataError, OptionsError } from "../errors.ts";
import { IMPORT_KINDS } from "../imported/kinds.ts";
import type { TrainingContext } from "../training/context.ts";
import type { MadeImport } from "./import-made.ts";
import { reportImport } from "./import-report.ts";
import { checkImport, checkJobImport } from "./import-request.ts";
import { interruptible } from "./interrupt.ts";
import { noteText } from "./note-text.ts";
import { openOptions } from "./open-options.ts";
import type { ImportArguments } from "./options/import.ts";
import { checkOutFolder } from "./out-folder.ts";
import { createProgress, type Progress, say, trainingProgress } from "./progress.ts";
import { describeReading, reportOf } from "./spark-reading.ts";

/** Written by our Spark job into its folder; one that was killed left some of it, and is told why it cannot be read. */
const JOB_FILE = "job.json";
const OF_A_JOB = [JOB_FILE, "_steps", "items"];

/** Reads a model that was made elsewhere, measures it where it can, packs it, and says what it did. */
export function runImport(path: string, given: ImportArguments): Promise<void> {
  return interruptible(async (signal) => {
    const startedMs = performance.now();
    const progress = createProgress();
    const control = controlOf(given, progress, signal);
    const isJob = given.kind === undefined && (await isJobFolder(path));
    const making = isJob ? importJob(path, given, control) : importKindOf(path, given, control, signal);
    const made = await making.finally(() => progress.stop());
    reportImport(made, given, (performance.now() - startedMs) / 1000);
  });
}

async function importKindOf(
  path: string,
  given: ImportArguments,
  control: TrainingContext,
  signal: AbortSignal,
): Promise<MadeImport> {
  const checked = checkImport(path, kindOf(path, given), given, signal);
  openOptions(given);
  if (given.note !== undefined) noteText(given.note);
  await checkOutFolder(given.out);
  return (await import("./import-model.ts")).importModel(checked, given, control, signal);
}

/** The folder of our job: its own description says everything. */
async function importJob(path: string, given: ImportArguments, control: TrainingContext): Promise<MadeImport> {
  checkJobImport(given);
  const note = given.note === undefined ? undefined : noteText(given.note);
  await checkOutFolder(given.out);
  const { items, out, users = false, precision, name, skipBadRows, keep } = given;
  const { packSparkFolder } = await import("../packing/imported/pack-spark-folder.ts");
  const artefact = await packSparkFolder(
    path,
    { out, items, users, precision, name, note, keep, skipBadRows },
    control,
  );
  const { job, catalogueOnlyItems, uncataloguedItems } = artefact;
  const reading = reportOf(job.reading, job.data.name);
  describeReading(reading);
  if (catalogueOnlyItems > 0) say(`left out ${catalogueOnlyItems} items without interactions`);
  if (uncataloguedItems > 0) say(`${uncataloguedItems} items are not in the catalogue`);
  return { artefact, origin: { kind: "spark-job", version: job.spark.version }, reading, warnings: [] };
}

/** Throws DataError `missing-file` where nothing is there. */
async function isJobFolder(path: string): Promise<boolean> {
  if (!(await isThere(path))) {
    const remedy = /^[a-z][a-z0-9]*:\/\//i.test(path) ? "; addresses are not read: copy it to this machine first" : "";
    const expected = "expected a model or the folder of a Spark job, but nothing is there";
    throw new DataError("missing-file", `${path}: ${expected}${remedy}`);
  }
  return (await Promise.all(OF_A_JOB.map((name) => isThere(join(path, name))))).includes(true);
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function kindOf(path: string, { kind }: ImportArguments): string {
  if (kind !== undefined) return kind;
  const names = IMPORT_KINDS.map(({ name }) => name).join(", ");
  const message = `--kind: expected one of ${names}, since ${path} is no folder of our Spark job, which has a ${JOB_FILE}`;
  throw new OptionsError("missing-option", message);
}

function controlOf(given: ImportArguments, progress: Progress, signal: AbortSignal): TrainingContext {
  return {
    seed: given.seed,
    threads: 1,
    signal,
    onPhase: (phase) => {
      progress.stop();
      say(phase);
    },
    ...trainingProgress(progress),
  };
}
