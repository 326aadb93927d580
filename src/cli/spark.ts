import { existsSync } from "node:fs";
import { DataError, NearEdgeError } from "../errors.ts";
import type { SparkArtefact } from "../packing/imported/pack-spark-folder.ts";
import { SparkError } from "../spark/submit.ts";
import { discardWork, keepWork, openWorkFolder, type WorkFolder } from "../spark/work-folder.ts";
import { evaluationLines } from "./evaluation-lines.ts";
import { interruptible } from "./interrupt.ts";
import type { NamedOptions } from "./named-options.ts";
import type { SparkArguments } from "./options/spark.ts";
import type { TrainArguments } from "./options/train.ts";
import { checkOutFolder } from "./out-folder.ts";
import { createProgress, noteRatings, say, trainingProgress } from "./progress.ts";
import { readingJson } from "./reading-lines.ts";
import { shellText } from "./shell-text.ts";
import { importCommand } from "./spark-import-command.ts";
import { describeReading, reportOf } from "./spark-reading.ts";
import { type SparkRequest, sparkRequest } from "./spark-request.ts";
import { findProgram, runJob } from "./spark-run.ts";
import { usersOnRequestLine } from "./users-line.ts";

type Given = TrainArguments & SparkArguments;

/** Has Spark fit the factors, imports what it wrote, and says what it did. */
export function runSparkTrain(path: string, given: Given, named: NamedOptions): Promise<void> {
  return interruptible(async (signal) => {
    const request = sparkRequest(path, given, named);
    await checkOutFolder(given.out);
    await checkCatalogue(given.items);
    const program = await findProgram(given.sparkSubmit, request.master);
    const work = await openWorkFolder(given.work, request.master);
    const startedMs = performance.now();
    try {
      await runJob(request, program, work, signal);
    } catch (error) {
      await discardAfter(error, work);
      throw error;
    }
    const seconds = (performance.now() - startedMs) / 1000;
    const { path: written } = work;
    if (written === undefined) sayWhatRemains(work, request, given);
    else {
      await importWork(written, request, given, { seconds, signal }).catch((error: unknown) => {
        sayWhatStays(written, request, given);
        throw error;
      });
    }
    await keepWork(work);
  });
}

/** Throws DataError `missing-file` where a catalogue is not there: it is read when the job is done. */
async function checkCatalogue(items: string | undefined): Promise<void> {
  if (items === undefined || existsSync(items)) return;
  throw new DataError("missing-file", `--items: ${items}: there is no such file on this machine, which reads it`);
}

/** Packs what the job wrote, and reports it. */
async function importWork(
  path: string,
  { users, precision }: SparkRequest,
  given: Given,
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<void> {
  const progress = createProgress();
  const { out, items, name, note, keep, skipBadRows, seed, threads } = given;
  const control = {
    ...{ seed, threads, signal },
    onPhase: (phase: string) => {
      progress.stop();
      say(phase);
    },
    ...trainingProgress(progress),
  };
  const startedMs = performance.now();
  const { packSparkFolder } = await import("../packing/imported/pack-spark-folder.ts");
  const packing = packSparkFolder(path, { out, items, users, precision, name, note, keep, skipBadRows }, control);
  const made = await packing.finally(() => progress.stop());
  const packSeconds = (performance.now() - startedMs) / 1000;
  report(made, given, { fitSeconds: seconds, packSeconds });
}

function report(
  made: SparkArtefact,
  given: Given,
  timings: { readonly fitSeconds: number; readonly packSeconds: number },
): void {
  const { kind, options, version, evaluations, warnings, byteLength, fileCount, job } = made;
  const reading = reportOf(job.reading, job.data.name);
  describeReading(reading);
  const valuesWeigh = !job.parameters.implicitPrefs || job.parameters.weighting !== "binary";
  noteRatings(valuesWeigh ? [] : [kind], job.data.feedback, [], given.minValue);
  if (made.catalogueOnlyItems > 0) say(`left out ${made.catalogueOnlyItems} items without interactions`);
  if (made.uncataloguedItems > 0) say(`${made.uncataloguedItems} items are not in the catalogue`);
  for (const { message } of warnings) say(`warning: ${message}`);
  say(usersOnRequestLine(made.userCount));
  if (given.json) {
    const model = { name: made.name, version, kind, options };
    const { version: spark, master, executors } = job.spark;
    const engine = { name: "spark", version: spark, master, executors, seconds: timings.fitSeconds };
    const said = { out: given.out, model, engine, evaluations, warnings, byteLength, timings, ...readingJson(reading) };
    process.stdout.write(`${JSON.stringify(said)}\n`);
    return;
  }
  for (const line of evaluationLines(evaluations)) say(line);
  const took = `${timings.fitSeconds.toFixed(1)} s of Spark and ${timings.packSeconds.toFixed(1)} s of packing`;
  say(`${given.out}: ${made.name} ${version}, ${fileCount} files, ${byteLength} bytes, in ${took}`);
}

/** The work folder is where this machine cannot read: the two commands that are left to do. */
function sayWhatRemains({ address }: WorkFolder, request: SparkRequest, given: Given): void {
  const s3 = /^s3[an]?:\/\//.exec(address);
  const copy = s3
    ? ["aws", "s3", "cp", "--recursive", `s3://${address.slice(s3[0].length)}`, "work"]
    : ["hadoop", "fs", "-copyToLocal", address, "work"];
  say(`the job has written ${address}, which this machine does not read by itself; two commands are left:`);
  const commands = [copy, importCommand("work", request, given)].map((words) => words.map(shellText).join(" "));
  process.stdout.write(`${given.json ? JSON.stringify({ work: address, commands }) : commands.join("\n")}\n`);
}

/** What Spark has fitted is not lost with an artefact that could not be written, or whose packing was interrupted. */
function sayWhatStays(path: string, request: SparkRequest, given: Given): void {
  say(`what Spark wrote stays in ${path}; to pack it: ${importCommand(path, request, given).map(shellText).join(" ")}`);
}

/** What the caller put wrong is said in full; the log of anything else stays where its message says. */
async function discardAfter(error: unknown, work: WorkFolder): Promise<void> {
  const isNamed = error instanceof NearEdgeError;
  // Somebody has put something there since this run looked: it is not ours.
  if (isNamed && error.code === "work-not-empty") return;
  const isSilent = isNamed && error.code === "master-silent";
  // The job takes away what it has written where it ends by itself. One that was ended could not, and only Spark reaches a store.
  if (work.path === undefined && (!isNamed || error instanceof SparkError || isSilent)) {
    say(`${work.address} may hold what the job has written so far: remove it before a run gets it as --work`);
  }
  await discardWork(work, error instanceof SparkError || isSilent);
}
