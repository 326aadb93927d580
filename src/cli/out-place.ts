/** What is common to places that files and folders are written to. */
import { lstat, mkdir, readFile, realpath, rmdir, stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

/** Where a path leads, links followed, or why nothing can be put there. A path that is free leads to itself. */
export async function followOut(path: string): Promise<{ readonly target: string } | { readonly reason: string }> {
  const absolute = resolve(path);
  try {
    return { target: await realpath(absolute) };
  } catch (error) {
    const isLink = await lstat(absolute).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (isLink) return { reason: `${path} is a link that leads nowhere` };
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" || code === "ENOTDIR"
      ? { target: await beneathLinks(absolute) }
      : { reason: reasonOf(error) };
  }
}

/** The path with the links of its parents followed, as far as there are any. */
async function beneathLinks(absolute: string): Promise<string> {
  const there = await nearestThere(absolute);
  const found = await realpath(there).catch(() => there);
  return resolve(found, relative(there, absolute));
}

/** Whether something is mounted at the place: it cannot be renamed, and nothing can take its name. */
export async function isMountPoint(target: string): Promise<boolean> {
  const [own, above] = await Promise.all([stat(target), stat(dirname(target))]);
  if (own.dev !== above.dev || target === dirname(target)) return true;
  // A folder of the same disk that is mounted once more has the same number; Linux lists it.
  const mounts = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  return mounts.split("\n").some((line) => unescapeMount(line.split(" ")[4] ?? "") === target);
}

/** Blanks and the like stand in the list as `\040`. */
function unescapeMount(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/**
 * Makes a folder with its parents and removes all that was made: the one sure way to know that it can be made later, with
 * the name that it will have. Returns why not, or undefined.
 */
export async function tryFolder(folder: string): Promise<string | undefined> {
  const made: string[] = [];
  const there = await nearestThere(folder);
  for (let missing = folder; missing !== there; missing = dirname(missing)) made.unshift(missing);
  try {
    // One by one: with `recursive` Node goes round for ever where the system knows no new folders, as under /proc.
    for (const one of made) await mkdir(one);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    for (const one of made.reverse()) await rmdir(one).catch(() => undefined);
  }
}

/** The path itself or the first above it that is there. */
export async function nearestThere(path: string): Promise<string> {
  let nearest = path;
  while ((await stat(nearest).catch(() => undefined)) === undefined && dirname(nearest) !== nearest) {
    nearest = dirname(nearest);
  }
  return nearest;
}

/** Whether a path is the folder or lies in it. */
export function liesIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENAMETOOLONG: "the name is too long",
  EROFS: "the place is read-only",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  ENOTDIR: "a file stands in the place of a folder",
  EEXIST: "something has that name already",
  ELOOP: "links lead in a circle",
  ENOSPC: "no space is left there",
};

/** What the system says, in plain words where it is one of the usual things. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
