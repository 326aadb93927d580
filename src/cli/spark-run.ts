import { join } from "node:path";
import { checkJava, findSparkSubmit, pythonBeside } from "../spark/find-spark.ts";
import { confArguments, jobArguments, jobPath } from "../spark/job-arguments.ts";
import { type JobLine, stageText } from "../spark/job-lines.ts";
import { checkMaster } from "../spark/master.ts";
import { isLocalMaster, ownSettings, shownSettings } from "../spark/settings.ts";
import { withSettingsFile } from "../spark/settings-file.ts";
import { runSparkSubmit } from "../spark/submit.ts";
import type { WorkFolder } from "../spark/work-folder.ts";
import { createProgress, say } from "./progress.ts";
import type { SparkRequest } from "./spark-request.ts";

/** A program that can be started, and the variables that it needs. */
export interface SparkProgram {
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Finds what is needed beside the data. Throws DataError `spark-missing`, `java-missing`, `java-too-old`. */
export async function findProgram(given: string | undefined, master: string): Promise<SparkProgram> {
  const program = await findSparkSubmit(given);
  await checkJava();
  const python = await pythonBeside(program);
  return {
    program,
    environment: {
      ...(python === undefined ? {} : { PYSPARK_PYTHON: python, PYSPARK_DRIVER_PYTHON: python }),
      // Spark would ask the name service for its own address, and meet nobody there.
      ...(isLocalMaster(master) ? { SPARK_LOCAL_IP: "127.0.0.1" } : {}),
      ...process.env,
    },
  };
}

/** Runs the job to its end, with a line for every stage. Throws what runSparkSubmit throws, DataError `master-unreachable`. */
export async function runJob(
  { master, settings, job }: SparkRequest,
  { program, environment }: SparkProgram,
  work: WorkFolder,
  signal: AbortSignal,
): Promise<void> {
  await checkMaster(master, signal);
  const own = confArguments(ownSettings(master, settings));
  say(`spark: ${program} with --master ${shownSettings([["master", master]])[0]?.[1]}; its log is ${logPath(work)}`);
  const progress = createProgress();
  const startedMs = performance.now();
  let last = "start";
  // Between two stages Spark says nothing that is meant for a person.
  const clock = setInterval(() => {
    progress.update("spark", Math.round((performance.now() - startedMs) / 1000), 0, `s, the last stage: ${last}`);
  }, 1000);
  const onLine = (line: JobLine): void => {
    if (line.kind === "error") return;
    progress.stop();
    if (line.kind === "spark") say(`spark: ${line.version} on Python ${line.python} is ready`);
    else {
      last = line.stage;
      say(stageText(line));
    }
  };
  const run = withSettingsFile(work.scratch, settings, (handed, forget) => {
    return runSparkSubmit({
      program,
      args: ["--master", master, ...own, ...handed, jobPath(), ...jobArguments({ ...job, work: work.address })],
      environment,
      master,
      settings,
      logPath: logPath(work),
      signal,
      onLine: (line) => {
        // The settings are the session's: a fit of hours needs no file of them.
        if (line.kind === "spark") forget();
        onLine(line);
      },
      onNote: say,
    });
  });
  await run.finally(() => {
    clearInterval(clock);
    progress.stop();
  });
}

export function logPath({ scratch }: WorkFolder): string {
  return join(scratch, "spark-submit.log");
}

/** The words of the command that runs a job: `file` is where the job lies. Secrets are dots. */
export function submitCommand({ master, settings, job }: SparkRequest, file: string, work: string): string[] {
  const [[, address] = ["", master]] = shownSettings([["master", master]]);
  const shown = confArguments([...ownSettings(master, settings), ...shownSettings(settings)]);
  return ["spark-submit", "--master", address, ...shown, file, ...jobArguments({ ...job, work })];
}
