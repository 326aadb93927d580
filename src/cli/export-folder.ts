import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { partialName } from "../artefact/aside.ts";
import { OptionsError } from "../errors.ts";
import { followOut, isMountPoint, tryFolder } from "./out-place.ts";

/** The file by which an export is known for one, and what it says it is. */
export const DESCRIPTION = "export.json";
export const EXPORT_FORMAT = "nearedge-export";

/** Where an export goes. */
export interface ExportPlace {
  readonly target: string;
  /** Whether an earlier export or an empty folder must make way. */
  readonly occupied: boolean;
}

/**
 * Looks at the place before the work begins. Throws OptionsError `not-an-export` where something else is there, and `bad-out-folder`
 * where no folder can be made or replaced.
 */
export async function exportPlace(out: string): Promise<ExportPlace> {
  if (out.trim() === "") throw cannotWrite(out, "the name is empty");
  const place = await followOut(out);
  if ("reason" in place) throw cannotWrite(out, place.reason);
  const { target } = place;
  // Replacing it would leave the shell in a folder that is gone.
  if (target === process.cwd()) throw cannotWrite(out, "it is the current one");
  const occupied = await isOccupied(out, target);
  if (occupied && (await isMountPoint(target))) throw cannotWrite(out, "something is mounted there");
  const reason = await tryFolder(partialName(target));
  if (reason !== undefined) throw cannotWrite(out, reason);
  return { target, occupied };
}

function cannotWrite(out: string, reason: string): OptionsError {
  const expected = "--out: expected a folder to make or to replace";
  return new OptionsError("bad-out-folder", `${expected}, got ${JSON.stringify(out)}: ${reason}; choose another`);
}

async function isOccupied(out: string, target: string): Promise<boolean> {
  const found = await lstat(target).catch(() => undefined);
  if (found === undefined) return false;
  const expected = "--out: expected a folder to make, an empty one or one that an export made";
  if (!found.isDirectory()) throw new OptionsError("not-an-export", `${expected}; ${out} is something else`);
  const entries = await readdir(target);
  const known = await filesOf(target);
  const stranger = entries.find((entry) => !known.includes(entry));
  if (stranger === undefined) return true;
  throw new OptionsError("not-an-export", `${expected}; ${out} holds ${stranger}, which would be lost`);
}

/** The files that an earlier export says it wrote; none where there was no export. */
async function filesOf(target: string): Promise<readonly string[]> {
  try {
    const { format, files }: { format?: unknown; files?: object } = JSON.parse(
      await readFile(join(target, DESCRIPTION), "utf8"),
    );
    return format === EXPORT_FORMAT ? [DESCRIPTION, ...Object.keys(files ?? {})] : [];
  } catch {
    return [];
  }
}
