import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { NearEdgeError, OptionsError } from "../errors.ts";
import { type CheckpointFolder, checkpointFolder, ENDING, few } from "./checkpoint-folder.ts";
import { followOut, liesIn, tryFolder } from "./out-place.ts";
import { say } from "./progress.ts";

/** What the command line says of checkpoints. */
export interface CheckpointArguments {
  readonly checkpoint?: string;
  readonly resume?: boolean;
  readonly out: string;
}

/** Codes of errors that the same call meets again. */
const STAYS_SO: readonly string[] = ["diverged", "checkpoint", "other-checkpoint"];

/**
 * Opens the folder of `--checkpoint`; undefined where none is given. Without `--resume` it must be free of checkpoints, so that
 * none is lost; with it there must be some. Throws OptionsError `no-checkpoint-folder`, `bad-checkpoint-folder`,
 * `checkpoints-there` or `nothing-to-resume`.
 */
export async function openCheckpoints({
  checkpoint: folder,
  resume = false,
  out,
}: CheckpointArguments): Promise<CheckpointFolder | undefined> {
  if (folder === undefined) {
    if (!resume) return undefined;
    throw new OptionsError(
      "no-checkpoint-folder",
      "--resume: expected --checkpoint beside it, with the folder of the interrupted training",
    );
  }
  await checkFolder(folder, out);
  const there = await readdir(folder).catch(() => []);
  const found = there.filter((name) => name.endsWith(ENDING)).sort();
  if (found.length > 0 && !resume) {
    throw new OptionsError(
      "checkpoints-there",
      `--checkpoint: ${folder} has checkpoints of an interrupted training (${few(found)}); say --resume to go on from ` +
        "them; to start anew, delete them or choose another folder",
    );
  }
  if (found.length === 0 && resume) {
    throw new OptionsError(
      "nothing-to-resume",
      `--resume: expected checkpoints of an interrupted training in ${folder}, got none; leave --resume out to start anew`,
    );
  }
  return checkpointFolder(folder, found);
}

/** Does work that keeps checkpoints, and deletes them when it is done. Where it fails they stay, and a line says so. */
export async function withCheckpoints<Result>(
  checkpoints: CheckpointFolder | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!checkpoints) return work();
  const { folder } = checkpoints;
  try {
    const result = await work();
    const { count } = checkpoints;
    await checkpoints.forget();
    if (count > 0) say(`${folder}: ${plural(count)} deleted, since the training is complete`);
    return result;
  } catch (error) {
    const { count } = checkpoints;
    const isOver = error instanceof NearEdgeError && STAYS_SO.includes(error.code);
    const way = isOver ? "" : "; the same call with --resume goes on from there";
    if (count > 0) say(`${folder}: ${plural(count)} kept${way}`);
    throw checkpoints.explain(error);
  }
}

async function checkFolder(folder: string, out: string): Promise<void> {
  const refuse = (got: string): OptionsError =>
    new OptionsError("bad-checkpoint-folder", `--checkpoint: expected a folder to keep checkpoints in, got ${got}`);
  if (folder.trim() === "") throw refuse("an empty name");
  const [place, outPlace] = [await followOut(folder), await followOut(out)];
  if ("reason" in place) throw refuse(`${folder}: ${place.reason}`);
  const isThere = await stat(place.target).then(
    (found) => (found.isDirectory() ? "folder" : "other"),
    () => "free",
  );
  if (isThere === "other") throw refuse(`${folder}, which is something else`);
  if ("target" in outPlace && liesIn(outPlace.target, place.target)) {
    throw refuse(`${folder}, which --out replaces; choose one outside ${out}`);
  }
  const reason = await tryFolder(isThere === "free" ? place.target : join(place.target, `${process.pid}.part`));
  if (reason !== undefined) throw refuse(`${folder}: ${reason}`);
}

const plural = (count: number): string => (count === 1 ? "1 checkpoint" : `${count} checkpoints`);
