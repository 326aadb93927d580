/** Folders of processes, above all of those that run for long: in the system's place for such, for nobody else to read, and gone afterwards. */
import { lstat, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning } from "../artefact/aside.ts";

const NAME = /^nearedge-(?:serve|site|deploy|rollback|publish)-([0-9]+)-[A-Za-z0-9]{6}$/;

/** Makes a folder of this process's own (mode 0700), and removes those of processes that have gone. */
export async function makeScratch(command = "serve"): Promise<string> {
  const place = await realpath(tmpdir());
  await sweepScratch(place);
  return mkdtemp(join(place, `nearedge-${command}-${process.pid}-`));
}

/** Removes the folders of this user's dead processes: a killed one could not remove its own. */
async function sweepScratch(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const folder = join(place, name);
    const found = await lstat(folder).catch(() => undefined);
    if (!found?.isDirectory() || (process.getuid && found.uid !== process.getuid())) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Gives a folder of its own to work that is soon done, removes it afterwards, and gives back what came of the work. */
export async function withScratch<Result>(
  command: string,
  work: (scratch: string) => Promise<Result>,
): Promise<Result> {
  const scratch = await makeScratch(command);
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
