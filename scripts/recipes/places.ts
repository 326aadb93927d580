import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dataset } from "../../src/data/dataset.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { DataError, OptionsError } from "../../src/errors.ts";
import type { DataName, FurtherData, Original, Recipe, Values } from "./recipe.ts";

const DATA: Readonly<
  Record<DataName, { readonly interactions: string; readonly items: string; readonly home: string }>
> = {
  "ml-100k": {
    interactions: "u.data",
    items: "u.item",
    home: "MovieLens 100K (ml-100k.zip), from the MovieLens page of GroupLens, grouplens.org/datasets/movielens",
  },
  "ml-latest-small": {
    interactions: "ratings.csv",
    items: "movies.csv",
    home: "MovieLens Latest Small (ml-latest-small.zip), from the MovieLens page of GroupLens, grouplens.org/datasets/movielens",
  },
};

/** What belongs to single rows: where it lies, and what is said where it does not. */
export const FURTHER: Readonly<Record<FurtherData, { readonly path: string; readonly home: string }>> = {
  texts: {
    path: join("tmdb-5000", "tmdb_5000_movies.csv"),
    home: "data: overviews of films (TMDB 5000 Movie Dataset, tmdb_5000_movies.csv)",
  },
};

/** Paths of the further data that are in the folder of data sets. */
export function furtherData(folder: string): Values {
  const paths = Object.entries(FURTHER).map(([name, { path }]) => [name, join(folder, path)] as const);
  return Object.fromEntries(paths.filter(([, path]) => existsSync(path)));
}

/** The folder of data sets: as given, else NEAREDGE_DATA, else `../shared/data` beside the repository. */
export function dataFolder(given: string | undefined): string {
  return given ?? process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
}

/** Opens a data set. Throws DataError `no-data`, saying what to get from where, when it is not there. */
export async function openStandIn(name: DataName, folder: string): Promise<Dataset> {
  const { interactions, items, home } = DATA[name];
  const path = join(folder, name, interactions);
  if (!existsSync(path)) {
    throw new DataError(
      "no-data",
      `${path}: expected ${name} there, got no such file; download ${home}, unpack it into ${folder}, ` +
        "or name another folder with --data FOLDER or NEAREDGE_DATA",
    );
  }
  return openDataset(path, { itemsPath: join(folder, name, items) });
}

/** The document's own files, in the order of their names. */
export interface FoundOriginal {
  readonly original: Original;
  readonly paths: readonly string[];
}

/** Finds the document's own files. Throws OptionsError `no-original` or DataError `no-data`. */
export function findOriginal({ name, original }: Recipe, folder: string): FoundOriginal {
  if (original === undefined) {
    const expected = `--original: expected a recipe whose data come in files, got ${name}, which has its data in itself`;
    throw new OptionsError("no-original", `${expected}; leave --original out`);
  }
  const found = original.files.find((names) => names.every((file) => existsSync(join(folder, file))));
  if (found !== undefined) return { original, paths: found.map((file) => join(folder, file)) };
  const expected = original.files.map((names) => names.join(" and ")).join(", or ");
  throw new DataError(
    "no-data",
    `${folder}: expected ${expected} (${original.described}), got a folder without them; ` +
      "leave --original out to run the recipe on MovieLens",
  );
}
