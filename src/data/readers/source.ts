import { glob, stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { DataError } from "../../errors.ts";
import { listFolder, type SourceFile } from "../node-files.ts";
import type { FormatName } from "./format-names.ts";
import { openFile, refuseAddress } from "./open-file.ts";
import type { Session } from "./session.ts";

/** The source of the interactions: one file, or parts that are read in order as one. */
export interface Source {
  /** The name of the file, the folder or the pattern, used in messages. */
  readonly name: string;
  /** The name of the data set: that name without the file extension. */
  readonly title: string;
  readonly files: readonly [SourceFile, ...SourceFile[]];
}

/** The two layouts of the Netflix Prize: four large files, or one file a movie. */
const LARGE_FILE = /^combined_data_(\d+)\.txt$/;
const MOVIE_FILE = /^mv_(\d+)\.txt$/;

/**
 * Opens a file, the files of a folder, or the files that a pattern such as `part-*.parquet` names, ascending by name.
 * Names that begin with a dot or an underscore are skipped, as writers of parts use them for metadata. For the format
 * `netflix`, and with `auto`, a folder with the files of the Netflix Prize is one source that this format reads by
 * itself. Errors as in openFile, and DataError `empty-folder`, `is-directory` for a folder of files with different
 * endings.
 */
export async function openSource(session: Session, path: string, format: FormatName): Promise<Source> {
  refuseAddress(path);
  const folder = path === "-" ? undefined : await listFolder(path);
  if (folder !== undefined) return openFolder(session, path, folder, format);
  const parts = await matchPattern(path);
  if (parts !== undefined) {
    const opened = await openParts(session, path, parts);
    return { ...opened, title: withoutEnding(opened.name) };
  }
  const file = await openFile(session, path);
  return { name: file.name, title: withoutEnding(file.name), files: [file] };
}

async function openFolder(
  session: Session,
  path: string,
  files: readonly string[],
  format: FormatName,
): Promise<Source> {
  const netflix = netflixParts(files, format);
  if (netflix.length > 0) {
    const absolute = resolve(path);
    const name = basename(absolute);
    return {
      name,
      title: name,
      files: [{ path: absolute, name, byteLength: 0, head: new Uint8Array(), text: "", parts: netflix }],
    };
  }
  if (format === "netflix") {
    throw new DataError(
      "empty-folder",
      `${path}: expected files named combined_data_1.txt or mv_0000001.txt in the folder, got none among ${files.length} files; ` +
        "name the folder that holds them, or one file",
    );
  }
  const endings = new Set(
    files.filter(isPart).map((file) => extname(file.replace(/\.(gz|zstd?)$/i, "")).toLowerCase()),
  );
  if (endings.size > 1) {
    const shown = [...endings]
      .sort()
      .slice(0, SHOWN_ENDINGS)
      .map((ending) => ending || "none")
      .join(", ");
    throw new DataError(
      "is-directory",
      `${path}: expected a file, or a folder with parts of one kind, got a folder of files with different endings (${shown}); ` +
        `name the file inside it, or the parts by a pattern such as "${path}/*.csv"`,
    );
  }
  return openParts(session, path, files);
}

const SHOWN_ENDINGS = 4;

function isPart(path: string): boolean {
  return !/^[._]/.test(basename(path));
}

/** The order of names in which part-2 comes before part-10. */
const byName = new Intl.Collator("en", { numeric: true });

async function openParts(session: Session, path: string, paths: readonly string[]): Promise<Source> {
  const parts = paths.filter(isPart).sort((a, b) => byName.compare(a, b) || (a < b ? -1 : 1));
  const files: SourceFile[] = [];
  for (const part of parts) {
    // Writers create empty files for parts without rows.
    if ((await stat(part)).size > 0) files.push(await openFile(session, part));
  }
  const [first, ...others] = files;
  if (first === undefined) {
    throw new DataError(
      "empty-folder",
      `${path}: expected files of rows in the folder, got none; of folders inside it name the files by a pattern, such as "${path}/*/*.parquet"`,
    );
  }
  const name = basename(resolve(path));
  return { name, title: name, files: [first, ...others] };
}

function withoutEnding(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

/** The files that a pattern names; undefined where `path` is not a pattern, or names a file. */
async function matchPattern(path: string): Promise<readonly string[] | undefined> {
  if (!/[*?[{]/.test(path) || (await stat(path).catch(() => undefined)) !== undefined) return undefined;
  const found: string[] = [];
  for await (const name of glob(path)) if ((await stat(name)).isFile()) found.push(name);
  if (found.length === 0) {
    throw new DataError("missing-file", `${path}: expected files that fit this pattern, got none`);
  }
  return found;
}

function netflixParts(files: readonly string[], format: FormatName): string[] {
  if (format !== "netflix" && format !== "auto") return [];
  const large = inOrder(files, LARGE_FILE);
  return large.length === 0 ? inOrder(files, MOVIE_FILE) : large;
}

function inOrder(files: readonly string[], pattern: RegExp): string[] {
  const numberOf = (file: string): number => Number(pattern.exec(basename(file))?.[1] ?? Number.NaN);
  return files
    .filter((file) => pattern.test(basename(file)))
    .sort((a, b) => numberOf(a) - numberOf(b) || (a < b ? -1 : 1));
}
