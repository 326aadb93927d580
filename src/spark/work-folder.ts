import { access, constants, mkdir, mkdtemp, readdir, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DataError, OptionsError } from "../errors.ts";
import { isLocalMaster } from "./settings.ts";

/** Where the job writes. */
export interface WorkFolder {
  /** As Spark is told. */
  readonly address: string;
  /** Its path, where this machine can read it. */
  readonly path: string | undefined;
  /** A folder of this run: its log, and the work folder where none was given. */
  readonly scratch: string;
  /** Whether the folder was given: then it stays after a success. */
  readonly isGiven: boolean;
}

/** Letters that mean something in a pattern of Hadoop. */
export const PATTERN = /[*?[\]{}\\]/;
const SCHEME = /^[a-z][a-z0-9+.-]+:\//i;

const isFile = (text: string): boolean => /^file:\//i.test(text);

/** Whether a text is an address that Hadoop reads, and no path of this machine. */
export function isRemote(text: string): boolean {
  return SCHEME.test(text) && !isFile(text);
}

/** The path of a text that is no remote address. */
export function localPath(text: string): string {
  return isFile(text) ? text.replace(/^file:(?:\/\/)?/i, "") : resolve(text);
}

/**
 * Makes the scratch folder of a run, and looks at the work folder: a new one in scratch unless one is given. Throws OptionsError
 * `needs-work` where other machines would have to reach a temporary folder of this one;
 * `bad-work` for one that would be taken for a pattern, or that a local master cannot write; DataError `work-not-empty` for a folder that holds something, which is
 * left as it is.
 */
export async function openWorkFolder(given: string | undefined, master: string): Promise<WorkFolder> {
  if (given === undefined && !isLocalMaster(master)) {
    throw new OptionsError(
      "needs-work",
      "--work: expected a folder that this machine and all executors reach, as in --work s3a://bucket/out or a shared disk; only local masters have a default",
    );
  }
  if (given !== undefined) refusePattern(given);
  if (given !== undefined && isRemote(given))
    return { ...(await scratchOf()), address: given, path: undefined, isGiven: true };
  if (given !== undefined) await checkEmpty(given);
  if (given !== undefined && isLocalMaster(master)) await checkWritable(given);
  const made = await scratchOf();
  const path = given === undefined ? join(made.scratch, "work") : localPath(given);
  return { ...made, address: `file://${path}`, path, isGiven: given !== undefined };
}

async function scratchOf(): Promise<Pick<WorkFolder, "scratch">> {
  return { scratch: await mkdtemp(join(await realpath(tmpdir()), "nearedge-spark-")) };
}

/** Spark reads what it wrote, and takes such letters for a pattern there. */
function refusePattern(given: string): void {
  const [letter] = PATTERN.exec(given) ?? [];
  if (letter === undefined) return;
  throw new OptionsError(
    "bad-work",
    `--work: expected an address without ${letter}, which means something in patterns of Hadoop, got ${given}; name another folder`,
  );
}

async function checkEmpty(given: string): Promise<void> {
  if (given.trim() === "") throw new OptionsError("needs-work", "--work: expected a folder, got an empty name");
  const path = localPath(given);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  const names = found.isDirectory() ? await readdir(path) : undefined;
  if (names?.length === 0) return;
  const what = names === undefined ? "a file" : `a folder with ${names[0]}`;
  throw new DataError(
    "work-not-empty",
    `--work: expected a folder that is empty or not there, got ${given}, ${what}, which is left as it is`,
  );
}

/** Spark would say it after half a minute, in a stack of Java. Other masters write where this machine may not. */
async function checkWritable(given: string): Promise<void> {
  const path = localPath(given);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionsError(
      "bad-work",
      `--work: expected a folder that can be written, got ${given}: ${reason}; name another folder`,
      { cause },
    );
  }
}

/** After a success: what is temporary goes, what was given stays. */
export async function keepWork({ scratch }: WorkFolder): Promise<void> {
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
}

/** What the job writes into its folder; Hadoop puts a checksum beside each file. */
const WRITTEN = ["_steps", "items", "judge", "histories", "job.json", ".job.json.crc", "_SUCCESS", "._SUCCESS.crc"];

/** After a failure: nothing half-written stays behind; the log does where it has something to say. */
export async function discardWork({ path, isGiven, scratch }: WorkFolder, keepLog: boolean): Promise<void> {
  if (path !== undefined) {
    // A folder that was given may be a mounted one, and others may have put something there meanwhile: what the job writes goes.
    const paths = isGiven ? WRITTEN.map((name) => join(path, name)) : [path];
    for (const one of paths) await rm(one, { recursive: true, force: true, maxRetries: 3 });
  }
  if (!keepLog) await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
}
