import { checkOneOf } from "../check.ts";
import { inputAddress, type JobRequest } from "../spark/job-arguments.ts";
import { alsParameters, sparkOptions } from "../spark/parameters.ts";
import { checkMasterName, type Setting } from "../spark/settings.ts";
import { parseAssignments } from "./arguments.ts";
import { headRequest } from "./head-request.ts";
import type { NamedOptions } from "./named-options.ts";
import { openOptions } from "./open-options.ts";
import { parseOptionText } from "./option-text.ts";
import { DEFAULT_BLOCKS, type SparkArguments } from "./options/spark.ts";
import type { TrainArguments } from "./options/train.ts";
import { readSettings } from "./spark-conf.ts";
import { refuseForSpark } from "./spark-refusals.ts";

const DEFAULT_MASTER = "local[*]";
/** Beside options of the model, --set says in what precision its factors are packed. */
const PRECISION = "precision";
const PRECISIONS = ["int8", "f32"] as const;

/** All that a command line says about a training on Spark. */
export interface SparkRequest {
  readonly master: string;
  readonly settings: readonly Setting[];
  readonly precision: "int8" | "f32";
  /** Whether histories of all users are packed. */
  readonly users: boolean;
  /** What the job is asked, but for the folder that it writes to. */
  readonly job: Omit<JobRequest, "work">;
}

/**
 * Reads the arguments, and refuses what Spark cannot do, before anything starts. Throws OptionsError, RangeError or TypeError;
 * DataError `missing-file`. `addressOf` brings the path to the form that Spark is told.
 */
export function sparkRequest(
  path: string,
  given: TrainArguments & SparkArguments,
  named: NamedOptions,
  addressOf: (path: string, master: string) => string = inputAddress,
): SparkRequest {
  headRequest(given);
  refuseForSpark(path, given, named);
  const { [PRECISION]: precision = "int8", ...set } = parseAssignments("--set", given.set);
  const specs = sparkOptions(given.model);
  const options = Object.entries(set).map(([name, text]) => [name, parseOptionText(text, specs[name]?.kind)] as const);
  const { columns = {}, separator, duplicates, minValue, skipBadRows = false } = openOptions(given);
  const master = given.master ?? DEFAULT_MASTER;
  checkMasterName(master);
  // Histories of everybody who took something are much where Spark is needed: they are packed on request.
  const users = given.users && named.has("users");
  return {
    master,
    settings: readSettings(given.sparkConf),
    precision: checkOneOf(PRECISION, precision, PRECISIONS),
    users,
    job: {
      input: addressOf(path, master),
      parameters: alsParameters(given.model, Object.fromEntries(options)),
      format: given.format,
      columns: { ...columns },
      separator,
      duplicates,
      minValue,
      skipBadRows,
      users,
      name: given.name,
      judgeUsers: given.judgeUsers,
      blocks: given.blocks ?? DEFAULT_BLOCKS,
      seed: given.seed,
    },
  };
}
