import { basename, resolve } from "node:path";
import { DataError } from "../../errors.ts";
import { inspectFile, listFolder, type SourceFile } from "../node-files.ts";
import type { FormatName } from "./formats.ts";

/** The two layouts of the Netflix Prize: four large files, or one file a movie. */
const LARGE_FILE = /^combined_data_(\d+)\.txt$/;
const MOVIE_FILE = /^mv_(\d+)\.txt$/;

/**
 * Opens what holds the interactions: a file or, for the format `netflix`, a folder with its files in ascending order of
 * their numbers. `auto` takes a folder when it holds `combined_data_*.txt`. Errors as in inspectFile, and DataError
 * `empty-folder`.
 */
export async function inspectSource(path: string, format: FormatName): Promise<SourceFile> {
  const files = format === "netflix" || format === "auto" ? await listFolder(path) : undefined;
  if (files === undefined) return inspectFile(path);
  const large = inOrder(files, LARGE_FILE);
  const parts = large.length === 0 && format === "netflix" ? inOrder(files, MOVIE_FILE) : large;
  if (parts.length > 0) {
    const absolute = resolve(path);
    return { path: absolute, name: basename(absolute), byteLength: 0, head: new Uint8Array(), text: "", parts };
  }
  if (format === "auto") return inspectFile(path);
  throw new DataError(
    "empty-folder",
    `${path}: expected files named combined_data_1.txt or mv_0000001.txt in the folder, got none among ${files.length} files; ` +
      "name the folder that holds them, or one file",
  );
}

function inOrder(files: readonly string[], pattern: RegExp): string[] {
  const numberOf = (file: string): number => Number(pattern.exec(basename(file))?.[1] ?? Number.NaN);
  return files
    .filter((file) => pattern.test(basename(file)))
    .sort((a, b) => numberOf(a) - numberOf(b) || (a < b ? -1 : 1));
}
