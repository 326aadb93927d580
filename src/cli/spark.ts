import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { NearEdgeError } from "../errors.ts";
import type { ImportedArtefact } from "../packing/imported/types.ts";
import { SparkError } from "../spark/submit.ts";
import { discardWork, isRemote, keepWork, openWorkFolder, type WorkFolder } from "../spark/work-folder.ts";
import { evaluationLines } from "./evaluation-lines.ts";
import { interruptible } from "./interrupt.ts";
import type { NamedOptions } from "./named-options.ts";
import type { SparkArguments } from "./options/spark.ts";
import type { TrainArguments } from "./options/train.ts";
import { checkOutFolder } from "./out-folder.ts";
import { createProgress, say, trainingProgress } from "./progress.ts";
import { shellText } from "./shell-text.ts";
import { type SparkRequest, sparkRequest } from "./spark-request.ts";
import { findProgram, runJob } from "./spark-run.ts";

type Given = TrainArguments & SparkArguments;

/** Has Spark fit the factors, imports what it wrote, and says what it did. */
export function runSparkTrain(path: string, given: Given, named: NamedOptions): Promise<void> {
  return interruptible(async (signal) => {
    const request = sparkRequest(path, given, named);
    await checkOutFolder(given.out);
    if (given.items !== undefined && !isRemote(given.items)) await access(given.items);
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
    if (work.path === undefined) sayWhatRemains(work, request, given);
    else {
      await importWork(work.path, request, given, { seconds, signal }).catch(async (error: unknown) => {
        await keepForLater(work, request, given, signal);
        throw error;
      });
    }
    await keepWork(work);
  });
}

/** Packs what the job wrote, and reports it. */
async function importWork(
  path: string,
  request: SparkRequest,
  given: Given,
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<void> {
  const engine = await engineOf(path, seconds);
  const progress = createProgress();
  const { out, items, name, seed, threads } = given;
  const { users, precision } = request;
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
  const packing = packSparkFolder(path, { items, out, users, precision, name }, control);
  const made = await packing.finally(() => progress.stop());
  const packSeconds = (performance.now() - startedMs) / 1000;
  for (const { message } of made.warnings) say(`warning: ${message}`);
  if (given.json) {
    const { kind, options, version, evaluations, warnings, byteLength } = made;
    const model = { name: made.name, version, kind, options };
    const timings = { fitSeconds: seconds, packSeconds };
    process.stdout.write(`${JSON.stringify({ out, model, engine, evaluations, warnings, byteLength, timings })}\n`);
    return;
  }
  for (const line of evaluationLines(made.evaluations)) say(line);
  say(described(made, seconds, packSeconds));
}

function described(made: ImportedArtefact, seconds: number, packSeconds: number): string {
  const size = `${made.fileCount} files, ${made.byteLength} bytes`;
  return `${made.out}: ${made.name} ${made.version}, ${size}, in ${seconds.toFixed(1)} s of Spark and ${packSeconds.toFixed(1)} s of packing`;
}

/** Where the factors were fitted, as --json says it. */
async function engineOf(path: string, seconds: number): Promise<object> {
  const job: unknown = JSON.parse(await readFile(join(path, "job.json"), "utf8"));
  const spark = typeof job === "object" && job !== null && "spark" in job ? Object(job.spark) : {};
  return { name: "spark", version: spark.version, master: spark.master, executors: spark.executors, seconds };
}

/** The work folder is where this machine cannot read: the two commands that are left to do. */
function sayWhatRemains({ address }: WorkFolder, request: SparkRequest, given: Given): void {
  const s3 = /^s3[an]?:\/\//.exec(address);
  const copy = s3
    ? ["aws", "s3", "cp", "--recursive", `s3://${address.slice(s3[0].length)}`, "work"]
    : ["hadoop", "fs", "-copyToLocal", address, "work"];
  say(`the job has written ${address}, which this machine does not read by itself; two commands are left:`);
  for (const command of [copy, importCommand("work", request, given)]) {
    process.stdout.write(`${command.map(shellText).join(" ")}\n`);
  }
}

function importCommand(path: string, { precision, users }: SparkRequest, { items, name, out }: Given): string[] {
  return [
    ...["nearedge", "import", path],
    ...(items === undefined ? [] : ["--items", items]),
    ...(name === undefined ? [] : ["--name", name]),
    ...(precision === "f32" ? ["--set", "precision=f32"] : []),
    ...(users ? [] : ["--no-users"]),
    ...["--out", out],
  ];
}

/** What Spark has fitted is not lost with an artefact that could not be written, unless somebody has had enough of it. */
async function keepForLater(work: WorkFolder, request: SparkRequest, given: Given, signal: AbortSignal): Promise<void> {
  const { path = "", isGiven } = work;
  if (signal.aborted && !isGiven) return keepWork(work);
  say(`what Spark wrote stays in ${path}; to pack it: ${importCommand(path, request, given).map(shellText).join(" ")}`);
}

/** What the caller put wrong is said in full; the log of anything else stays where its message says. */
async function discardAfter(error: unknown, work: WorkFolder): Promise<void> {
  const isNamed = error instanceof NearEdgeError;
  // Somebody has put something there since this run looked: it is not ours.
  if (isNamed && error.code === "work-not-empty") return;
  await discardWork(work, error instanceof SparkError || (isNamed && error.code === "master-silent"));
}
