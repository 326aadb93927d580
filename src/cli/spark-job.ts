import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { jobPath } from "../spark/job-arguments.ts";
import { shownSettings } from "../spark/settings.ts";
import type { NamedOptions } from "./named-options.ts";
import type { SparkArguments } from "./options/spark.ts";
import type { TrainArguments } from "./options/train.ts";
import { checkOutFile, writeOutFile } from "./out-file.ts";
import { say } from "./progress.ts";
import { shellText } from "./shell-text.ts";
import { sparkRequest } from "./spark-request.ts";
import { commandText } from "./spark-run.ts";

/**
 * Writes the job to `--out`, for a Spark that cannot be started from here, and prints the command that `nearedge train --engine
 * spark` would have run with it. Throws what sparkRequest throws; OptionsError `bad-out-file`.
 */
export async function runSparkJob(
  path: string | undefined,
  given: TrainArguments & SparkArguments,
  named: NamedOptions,
): Promise<void> {
  // The data are where the job will run.
  const request = sparkRequest(path ?? "INTERACTIONS", given, named, (input) => input);
  await checkOutFile(given.out, []);
  await writeOutFile(given.out, await readFile(jobPath(), "utf8"));
  process.stdout.write(`${commandText(request, given.out, given.work ?? "WORK")}\n`);
  if (shownSettings(request.settings).some(([, value], at) => value !== request.settings[at]?.[1])) {
    say("what stands as … in the command is secret: put it in, or give it where Spark runs by its own configuration");
  }
  const work = given.work ?? "WORK";
  const here = shellText(basename(work));
  say(`${given.out}: the job; when it has run, copy ${work} here, and say: nearedge import ${here} --out ARTEFACT`);
}
