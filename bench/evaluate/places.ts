import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Files of the published split. */
export interface GivenFiles {
  readonly trainPath: string;
  readonly testPath: string;
}

const DATA_NAME = "gowalla-lightgcn";

/**
 * Where the split lies: in `folder` where that is given, else in NEAREDGE_DATA, else in `../shared/data` beside the
 * repository. undefined when nobody named a folder and the usual place has none. Throws Error when a named folder has none.
 */
export function findSplit(folder: string | undefined): GivenFiles | undefined {
  const named = folder ?? process.env.NEAREDGE_DATA;
  const place = join(named ?? fileURLToPath(new URL("../../../shared/data", import.meta.url)), DATA_NAME);
  const files = { trainPath: join(place, "train.txt"), testPath: join(place, "test.txt") };
  if (existsSync(files.trainPath) && existsSync(files.testPath)) return files;
  if (named === undefined) return undefined;
  throw new Error(
    `${place}: expected train.txt and test.txt of LightGCN's Gowalla there; name another folder (--data)`,
  );
}
