/** A folder of the deployer's own files (`--public`), which are served from the root, beside page and API. */
import type { Dirent } from "node:fs";
import { access, constants, readdir, realpath, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { OptionsError } from "../errors.ts";
import { liesIn } from "./out-place.ts";
import { MIB, sizeText } from "./size-text.ts";

/** A file to be served at `/` and its path. */
export interface PublicFile {
  /** Below the folder, with `/` between. */
  readonly path: string;
  /** Where it lies, links followed. */
  readonly source: string;
  readonly bytes: number;
}

export interface PublicFolder {
  /** As it was given. */
  readonly folder: string;
  /** Its real path. */
  readonly root: string;
  /** By path, ascending. */
  readonly files: readonly PublicFile[];
  readonly leftOut: LeftOut;
}

/** What is never served, counted; a folder that is left out counts once. */
export interface LeftOut {
  /** Names that begin with a dot, such as `.env` and `.git`; `.well-known` is served. */
  readonly hidden: number;
  /** Links to what lies outside of the folder. */
  readonly outside: number;
  /** Links that lead nowhere or in a circle, pipes, devices, names with a backslash or a control character or in no UTF-8. */
  readonly others: number;
}

/** The platform's limits, on any plan. */
const FILE_BYTES = 25 * MIB;
const FILES = 100_000;
/** Entries of a folder that are looked at side by side. */
const AT_ONCE = 32;
/** Kinds of files that are named. */
const NAMED_KINDS = 6;
/** The one name with a dot that is meant for everybody (RFC 8615). */
const WELL_KNOWN = ".well-known";
/** No address leads to such a name, or another one than it looks like. */
const ODD_NAME = /[\\\p{Cc}]/u;

/**
 * Lists what a folder gives to everybody; `most` is how many files and folders may lie in it. Throws OptionsError `public-missing`, `public-not-a-folder`, `public-empty`,
 * `public-unreadable`, `public-file-too-large` and `public-too-many-files`.
 */
export async function readPublicFolder(folder: string, most = FILES): Promise<PublicFolder> {
  const root = await rootOf(folder);
  const found = { files: [] as PublicFile[], hidden: 0, outside: 0, others: 0, seen: 0 };
  await walk({ real: root, path: "", above: [root] });
  const { files, hidden, outside, others } = found;
  const leftOut = { hidden, outside, others };
  if (files.length === 0) {
    const rest = leftOutWords(leftOut);
    const but = rest === "" ? "is empty" : `has nothing that may be served (${rest})`;
    throw new OptionsError("public-empty", `--public: expected a folder with files, but ${folder} ${but}`);
  }
  refuseLarge(folder, files);
  return { folder, root, files: files.sort((one, other) => (one.path < other.path ? -1 : 1)), leftOut };

  async function walk({ real, path, above }: Place): Promise<void> {
    const entries = await readdir(real, { withFileTypes: true }).catch((cause: unknown) => {
      throw unreadable(folder, path, cause);
    });
    found.seen += entries.length;
    if (found.seen > most) throw tooMany(folder, most);
    for (let at = 0; at < entries.length; at += AT_ONCE) {
      const some = entries.slice(at, at + AT_ONCE);
      await Promise.all(some.map((entry) => look(entry, { real, path, above })));
    }
  }

  async function look(entry: Dirent, { real, path: parent, above }: Place): Promise<void> {
    const path = parent === "" ? entry.name : `${parent}/${entry.name}`;
    if (isHidden(path)) return void found.hidden++;
    const place = join(real, entry.name);
    const source = entry.isSymbolicLink() ? await realpath(place).catch(() => undefined) : place;
    if (source === undefined || ODD_NAME.test(path)) return void found.others++;
    if (!liesIn(root, source)) return void found.outside++;
    // A link within the folder must not uncover what is hidden there.
    if (isHidden(relative(root, source).replaceAll(sep, "/"))) return void found.hidden++;
    // A name that is no UTF-8 was read as another one, which is not there.
    const is = await stat(source).catch(() => undefined);
    if (is === undefined) return void found.others++;
    if (is.isDirectory() && !above.includes(source)) return walk({ real: source, path, above: [...above, source] });
    if (!is.isFile()) return void found.others++;
    await access(source, constants.R_OK).catch((cause: unknown) => {
      throw unreadable(folder, path, cause);
    });
    found.files.push({ path, source, bytes: is.size });
  }
}

interface Place {
  readonly real: string;
  readonly path: string;
  /** Real paths of the folders that led here. */
  readonly above: readonly string[];
}

async function rootOf(folder: string): Promise<string> {
  const expected = "--public: expected a folder of files to be served from /";
  if (folder.trim() === "") throw new OptionsError("public-missing", `${expected}; got an empty name`);
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new OptionsError("public-missing", `${expected}, but there is no ${folder}`, { cause });
  });
  if ((await stat(root)).isDirectory()) return root;
  throw new OptionsError("public-not-a-folder", `${expected}, but ${folder} is a file; name the folder it lies in`);
}

function isHidden(path: string): boolean {
  return path.split("/").some((name, depth) => name.startsWith(".") && !(depth === 0 && name === WELL_KNOWN));
}

function refuseLarge(folder: string, files: readonly PublicFile[]): void {
  const large = files.filter(({ bytes }) => bytes > FILE_BYTES);
  const [first] = large;
  if (first === undefined) return;
  const more = large.length === 1 ? "" : ` and ${large.length - 1} more`;
  const got = `${join(folder, first.path)} has ${sizeText(first.bytes)}${more}`;
  const limit = `expected files of at most ${sizeText(FILE_BYTES)}, the limit of static files of a Worker`;
  throw new OptionsError("public-file-too-large", `--public: ${limit}, but ${got}; serve it from elsewhere`);
}

function tooMany(folder: string, most: number): OptionsError {
  const limit = `expected at most ${most} files and folders (a Worker takes 20000 files on the free plan, ${FILES} on the paid one)`;
  return new OptionsError(
    "public-too-many-files",
    `--public: ${limit}, but ${folder} holds more; name a smaller folder`,
  );
}

function unreadable(folder: string, path: string, cause: unknown): OptionsError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `--public: expected files that can be read, but not ${join(folder, path)}: ${reason}`;
  return new OptionsError("public-unreadable", message, { cause });
}

/** A folder in figures. */
export interface PublicFigures {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  /** Files by what follows the last point of their names, in lower case; those without one by the empty text. */
  readonly endings: Readonly<Record<string, number>>;
  readonly leftOut: LeftOut;
}

export function publicFigures({ folder, files, leftOut }: PublicFolder): PublicFigures {
  const endings = new Map<string, number>();
  for (const { path } of files) {
    const ending = extname(path).slice(1).toLowerCase();
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
  }
  const sorted = [...endings].sort(([, one], [, other]) => other - one);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { folder, files: files.length, bytes, endings: Object.fromEntries(sorted), leftOut };
}

/** `301 files of shop-files (300 svg, 1 txt), 200.0 KiB`: by kind, since whoever sees `csv` there may think again. */
export function publicWords({ folder, files, bytes, endings }: PublicFigures): string {
  const kinds = Object.entries(endings).map(([ending, count]) => `${count} ${ending || "without an ending"}`);
  const more = kinds.length > NAMED_KINDS ? ", …" : "";
  const shown = kinds.slice(0, NAMED_KINDS).join(", ");
  return `${files === 1 ? "1 file" : `${files} files`} of ${folder} (${shown}${more}), ${sizeText(bytes)}`;
}

/** `2 hidden, 1 link that leads out of the folder`; empty where nothing is left out. */
export function leftOutWords({ hidden, outside, others }: LeftOut): string {
  return [
    hidden === 0 ? [] : [`${hidden} hidden`],
    outside === 0 ? [] : [outside === 1 ? "1 link that leads out of it" : `${outside} links that lead out of it`],
    others === 0 ? [] : [others === 1 ? "1 that is no plain file" : `${others} that are no plain files`],
  ]
    .flat()
    .join(", ");
}
