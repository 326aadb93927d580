import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../children.ts";

/** The folder of data sets: `folder` where that is given, else NEAREDGE_DATA, else `../shared/data` beside the repository. */
function dataFolder(folder: string | undefined): string {
  return folder ?? process.env.NEAREDGE_DATA ?? join(ROOT, "../shared/data");
}

/** A file of a data set. Throws Error where it is missing, with what to do. */
export function dataFile(folder: string | undefined, ...names: string[]): string {
  const path = join(dataFolder(folder), ...names);
  if (existsSync(path)) return path;
  throw new Error(
    `${path}: there is no such file; name the folder that has ml-100k (MovieLens 100K) and gowalla-lightgcn (Gowalla in ` +
      "the split of LightGCN) with --data or NEAREDGE_DATA, or use --quick, which makes small data up",
  );
}
