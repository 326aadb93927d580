/** Which files of a site came from `--public`: a later one may replace them, and no others. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PublicFolder } from "./public-folder.ts";

/** Beside `public/`, so that it is not deployed. */
export const RECORD = "public-files.json";

export async function writeRecord(site: string, { files }: Pick<PublicFolder, "files">): Promise<void> {
  const paths = files.map(({ path }) => path);
  await writeFile(join(site, RECORD), `${JSON.stringify(paths, undefined, 1)}\n`);
}

/** The paths below `public/`; none where there is no record, or none that can be read. */
export async function readRecord(site: string): Promise<ReadonlySet<string>> {
  try {
    const paths: unknown = JSON.parse(await readFile(join(site, RECORD), "utf8"));
    return new Set(Array.isArray(paths) ? paths.filter((path) => typeof path === "string") : []);
  } catch {
    return new Set();
  }
}
