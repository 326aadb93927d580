/** Where a site may be written. */
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { partialName } from "../artefact/aside.ts";
import { OptionsError } from "../errors.ts";
import { followOut, isMountPoint, nearestThere, tryFolder } from "./out-place.ts";
import { RECORD, readRecord } from "./public-record.ts";
import { CONFIG } from "./sealed-config.ts";
import { PAGE_FILES } from "./site.ts";

/** What may lie in a site: its own, and what wrangler leaves there. */
const OWN = new Set([CONFIG, RECORD, "worker", "public", ".wrangler"]);

/** The folder to fill, and whether one must make way. Throws OptionsError `no-out-folder`, `not-a-site` or `write-failed`. */
export async function sitePlace(
  out: string,
  page?: readonly string[],
): Promise<{ readonly target: string; readonly isThere: boolean }> {
  const expected = "--out: expected a folder to make, an empty one or a site of nearedge site to replace";
  if (out.trim() === "") throw new OptionsError("no-out-folder", `${expected}; got an empty name`);
  const place = await followOut(out);
  if ("reason" in place) throw cannotWrite(out, place.reason);
  const { target } = place;
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) {
    const nearest = await nearestThere(target);
    const reason = (await stat(nearest)).isDirectory() ? await tryFolder(target) : `${nearest} is not a folder`;
    if (reason !== undefined) throw cannotWrite(out, reason);
    return { target, isThere: false };
  }
  if (!found.isDirectory()) throw new OptionsError("not-a-site", `${expected}; ${out} is a file`);
  if (target === process.cwd()) throw new OptionsError("not-a-site", `${expected}; ${out} is the current folder`);
  if (await isMountPoint(target)) throw cannotWrite(out, "something is mounted there");
  const stranger = await strangerIn(target, page);
  if (stranger !== undefined) {
    throw new OptionsError("not-a-site", `${expected}; ${out} holds ${stranger}, which would be lost`);
  }
  const reason = await tryFolder(partialName(target));
  if (reason !== undefined) throw cannotWrite(out, reason);
  return { target, isThere: true };
}

/**
 * Something in a folder that no site has; undefined where it is one, or empty. `page` has what the page to be written has beside the
 * usual names; without it nobody looks into `public`.
 */
async function strangerIn(target: string, page: readonly string[] | undefined): Promise<string | undefined> {
  const names = await readdir(target);
  const stranger = names.find((name) => !OWN.has(name));
  if (stranger !== undefined || names.length === 0) return stranger;
  if (!(await isSite(target))) return names[0];
  if (page === undefined) return undefined;
  const known = new Set(["artefact", "_headers", ...PAGE_FILES, ...page]);
  const unknown = (await readdir(join(target, "public"))).filter((name) => !known.has(name));
  const more = await notRecorded(target, unknown);
  return more === undefined ? undefined : `public/${more}`;
}

/** Of what lies in `public` under these names the first that did not come from `--public`. */
async function notRecorded(target: string, names: readonly string[]): Promise<string | undefined> {
  const record = await readRecord(target);
  for (const name of names) {
    if (record.has(name)) continue;
    const below = [...record].some((path) => path.startsWith(`${name}/`));
    if (!below) return name;
    const options = { recursive: true, withFileTypes: true } as const;
    const entries = await readdir(join(target, "public", name), options).catch(() => []);
    const found = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(join(target, "public"), join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
      .find((path) => !record.has(path));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a folder is a site that was written whole. */
export async function isSite(folder: string): Promise<boolean> {
  const needed = ["worker/index.js", "public/artefact/manifest.json"];
  const found = await Promise.all(needed.map((path) => stat(join(folder, path)).catch(() => undefined)));
  return found.every((one) => one?.isFile() === true);
}

export function cannotWrite(out: string, reason: string, cause?: unknown): OptionsError {
  return new OptionsError(
    "write-failed",
    `--out: the site cannot be written to ${out}: ${reason}; choose another folder`,
    {
      cause,
    },
  );
}
