import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImportedArtefact } from "../packing/imported/types.ts";
import { withoutSecrets } from "../spark/settings.ts";
import { discardWork, keepWork, openWorkFolder, type WorkFolder } from "../spark/work-folder.ts";
import { DataError, NearEdgeError } from "../errors.ts";
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
    await checkCatalogue(given.items);
    const program = await findProgram(given.sparkSubmit, request.master);
    const work = await openWorkFolder(given.work, request.master);
    const startedMs = performance.now();
    try {
      await runJob(request, program, work, signal);
      const seconds = (performance.now() - startedMs) / 1000;
      if (work.path === undefined) sayWhatRemains(work, request, given);
      else report(await pack(work.path, request, given, signal), work.path, given, seconds, await engineOf(work.path, seconds));
    } catch (error) {
      // What the caller put wrong is said in full; a log helps with the rest.
      await discard(work, error, signal);
      throw error;
    }
    await keepWork(work);
  });
}
