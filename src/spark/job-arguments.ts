import { existsSync, globSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DataError } from "../errors.ts";
import type { AlsParameters } from "./parameters.ts";
import { isLocalMaster, type Setting } from "./settings.ts";
import { isRemote, localPath, PATTERN } from "./work-folder.ts";

/** What the job is asked to do: the arguments of spark/als_job.py. */
export interface JobRequest {
  /** Address or pattern of the interactions, as Spark is told. */
  readonly input: string;
  readonly work: string;
  readonly parameters: AlsParameters;
  readonly format: string;
  readonly columns: Readonly<Record<string, string | undefined>>;
  readonly separator?: string | undefined;
  readonly duplicates?: string | undefined;
  readonly minValue?: number | undefined;
  readonly skipBadRows: boolean;
  readonly users: boolean;
  readonly name?: string | undefined;
  readonly judgeUsers: number | "all";
  readonly blocks: number;
  readonly seed: number;
}

/** The arguments of the job, in a fixed order. */
export function jobArguments(request: JobRequest): string[] {
  const { parameters } = request;
  const columns = Object.fromEntries(Object.entries(request.columns).filter(([, name]) => name !== undefined));
  const given = (name: string, value: string | number | undefined): string[] => {
    // An equals sign keeps a value that begins with a hyphen.
    return value === undefined ? [] : [`--${name}=${value}`];
  };
  const flag = (name: string, isSet: boolean): string[] => (isSet ? [`--${name}`] : []);
  return [
    ...given("input", request.input),
    ...given("work", request.work),
    ...given("format", request.format === "auto" ? undefined : request.format),
    ...given("columns", Object.keys(columns).length === 0 ? undefined : JSON.stringify(columns)),
    ...given("separator", request.separator),
    ...given("duplicates", request.duplicates),
    ...given("min-value", request.minValue),
    ...flag("skip-bad-rows", request.skipBadRows),
    ...flag("users", request.users),
    ...given("name", request.name),
    ...given("judge-users", request.judgeUsers),
    ...given("seed", request.seed),
    ...flag("explicit", parameters.explicit),
    ...given("rank", parameters.rank),
    ...given("max-iter", parameters.maxIter),
    ...given("reg-param", parameters.regParam),
    ...(parameters.explicit ? [] : [...given("alpha", parameters.alpha), ...given("weighting", parameters.weighting)]),
    ...flag("nonnegative", parameters.nonnegative),
    ...given("blocks", request.blocks),
  ];
}

/** Settings in the command line of spark-submit. */
export function confArguments(settings: readonly Setting[]): string[] {
  return settings.flatMap(([name, value]) => ["--conf", `${name}=${value}`]);
}

/**
 * The address of interactions as Spark is told: one of Hadoop's as it is, a path of this machine as a file address. A path under
 * another master than a local one may be of its own file system: it stays where this machine has no such file. Throws DataError
 * `missing-file`, `empty-folder`.
 */
export function inputAddress(path: string, master: string): string {
  if (isRemote(path)) return path;
  const local = localPath(path);
  // A file whose name is like a pattern is this file.
  if (holdsNothing(local)) {
    throw new DataError("empty-folder", `${path}: expected files with rows, got an empty folder`);
  }
  if (existsSync(local)) return fileAddress(local.replaceAll(new RegExp(PATTERN, "g"), "\\$&"));
  if (PATTERN.test(path) && isLocalMaster(master)) {
    if (globSync(local).length > 0) return fileAddress(local);
    throw new DataError("missing-file", `${path}: expected files that fit this pattern, got none`);
  }
  if (!isLocalMaster(master)) return path;
  throw new DataError("missing-file", `${path}: there is no such file or folder`);
}

function holdsNothing(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory() && readdirSync(path).length === 0;
}

/** Hadoop reads an address as it stands, without percent signs. */
function fileAddress(path: string): string {
  return `file://${path}`;
}

/** The job, above the sources or above the built files. */
export function jobPath(): string {
  const places = ["../../spark/als_job.py", "../../../spark/als_job.py"].map((path) => new URL(path, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (found) return fileURLToPath(found);
  throw new DataError("spark-missing", "spark/als_job.py: the job is not in this package; install nearedge-cli again");
}
