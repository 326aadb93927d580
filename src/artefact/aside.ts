/** How a new folder takes the place of an old one, and what is done about a process that was killed on the way. Node only. */
import { lstat, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Where a folder is made before it takes the place of `target`. */
export const partialName = (target: string): string => `${target}.partial-${process.pid}`;
/** Where the old folder lies between the two renames. */
export const replacedName = (target: string): string => `${target}.replaced-${process.pid}`;

/** Folders that this very process has set aside for the moment. */
const setAsideNow = new Set<string>();

/** Gives `partial` the name of `target`; the folder that is there is removed, or comes back when that fails. */
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
 * Makes a folder whole or not at all: `fill` gets an empty folder beside `target`, which then takes its name. What is there
 * already is replaced where `occupied` says that something is.
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
 * Brings back what a process had set aside when it was killed between the two renames: where nothing is at `target`, the
 * newest `<target>.replaced-<pid>` of a dead process that passes `isWhole` takes the name again. A `.partial-<pid>`
 * never does, since nobody knows whether it was complete.
 *
 * Returns the name that it had, or undefined where there was nothing to bring back.
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

/** Removes what dead processes left beside `target`, where it passes `isOurs`. */
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

/** In a container every process may have the same number: our own says nothing of the one before. */
function isRunningElsewhere(pid: number): boolean {
  return pid !== process.pid && isRunning(pid);
}

/** Whether a process of that number exists, also one of another user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
