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
import { importCommand } from "./spark-import-command.ts";
import { sparkRequest } from "./spark-request.ts";
import { submitCommand } from "./spark-run.ts";

/**
 * Writes the job to `--out`, for a Spark that cannot be started from here, and prints a command that does with it what `nearedge
 * train --engine spark` does; with `--json` an object with it, its words, and those of the import. Throws what sparkRequest throws; OptionsError `bad-out-file`.
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
  const work = given.work ?? "WORK";
  const command = submitCommand(request, given.out, work);
  const packing = importCommand(basename(work), request, { ...given, out: "ARTEFACT" });
  const text = (words: readonly string[]): string => words.map(shellText).join(" ");
  const shown = shownSettings(request.settings);
  const masked = request.settings.filter(([, value], at) => value !== shown[at]?.[1]).map(([name]) => name);
  const said = {
    ...{ out: given.out, work, command, commandText: text(command), masked },
    ...{ importCommand: packing, importCommandText: text(packing) },
  };
  process.stdout.write(`${given.json ? JSON.stringify(said) : said.commandText}\n`);
  if (masked.length > 0) {
    say("what stands as … in the command is secret: put it in, or give it where Spark runs by its own configuration");
  }
  say(`${given.out}: the job; when it has run, copy ${work} here, and say: ${said.importCommandText}`);
}
