/** Replaces a folder by a new one, and recovers after a process that was killed while doing so. Node only. */
import { lstat, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The path where a folder is made before it replaces `target`. */
export const partialName = (target: string): string => `${target}.partial-${process.pid}`;
/** The path of the old folder between the two renames. */
export const replacedName = (target: string): string => `${target}.replaced-${process.pid}`;

/** Folders that this process has set aside. */
const setAsideNow = new Set<string>();

/** Renames `partial` to `target`; the old folder is removed, or restored when that fails. */
async function takePlace(target: string, partial: string): Promise<void> {
  const aside = replacedName(target);
  setAsideNow.add(aside);
  try {
    await rename(target, aside);
    try {
      await rename(partial, target);
    } catch (cause) {
      await rename(aside, target);
      throw cause;
    }
    await rm(aside, { recursive: true, force: true });
  } finally {
    setAsideNow.delete(aside);
  }
}

/**
 * Makes a folder atomically: `fill` gets an empty folder next to `target`, which is then renamed to it. An existing
 * target is replaced where `occupied` returns true.
 */
export async function replaceFolder(
  target: string,
  occupied: boolean,
  fill: (partial: string) => Promise<void>,
): Promise<void> {
  const partial = partialName(target);
  try {
    await mkdir(dirname(target), { recursive: true });
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial);
    await fill(partial);
    await (occupied ? takePlace(target, partial) : rename(partial, target));
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    throw cause;
  }
}

/**
 * Restores a folder set aside by a process that was killed between the two renames: if `target` is missing, the
 * newest `<target>.replaced-<pid>` of a dead process that passes `isWhole` gets the name again. A `.partial-<pid>`
 * never does, since it may be incomplete.
 *
 * Returns its name before, or undefined where there was nothing to restore.
 */
export async function restoreSetAside(
  target: string,
  isWhole: (folder: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (await lstat(target).catch(() => undefined)) return undefined;
  const found: { folder: string; changedMs: number }[] = [];
  for (const folder of await leftovers(target, "replaced")) {
    if (await isWhole(folder)) found.push({ folder, changedMs: (await stat(folder)).ctimeMs });
  }
  const newest = found.sort((one, other) => other.changedMs - one.changedMs)[0]?.folder;
  if (newest !== undefined) await rename(newest, target);
  return newest;
}

/** Removes folders that dead processes left next to `target`, where they pass `isOurs`. */
export async function sweepLeftovers(target: string, isOurs: (folder: string) => Promise<boolean>): Promise<void> {
  for (const folder of [...(await leftovers(target, "partial")), ...(await leftovers(target, "replaced"))]) {
    if (await isOurs(folder)) await rm(folder, { recursive: true, force: true });
  }
}

async function leftovers(target: string, kind: "partial" | "replaced"): Promise<string[]> {
  const start = `${basename(target)}.${kind}-`;
  const names = await readdir(dirname(target)).catch(() => []);
  return names
    .filter((name) => name.startsWith(start) && /^[0-9]+$/.test(name.slice(start.length)))
    .filter((name) => !isRunningElsewhere(Number(name.slice(start.length))))
    .map((name) => join(dirname(target), name))
    .filter((folder) => !setAsideNow.has(folder));
}

/** In a container every process may have the same id: our own id may be that of an earlier process. */
function isRunningElsewhere(pid: number): boolean {
  return pid !== process.pid && isRunning(pid);
}

/** Whether a process with that id exists, also one of another user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
