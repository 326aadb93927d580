import { randomUUID } from "node:crypto";
import { open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { OptionsError } from "../errors.ts";
import { followOut, isMountPoint, reasonOf } from "./out-place.ts";

/**
 * Makes sure, before long work begins, that a file can be written there, and that it is none of those that are read.
 *
 * Throws OptionsError `bad-out-file` for a folder, a device, a mounted file, a link that leads nowhere, a missing folder
 * around it, or a place that cannot be written; `out-is-input` where one of `inputs` would be replaced, by whatever name.
 */
export async function checkOutFile(path: string, inputs: readonly (string | undefined)[]): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (path.trim() === "" || (found && !found.isFile())) {
    const got = found?.isDirectory() ? "the folder" : found ? "the device or pipe" : "";
    throw new OptionsError("bad-out-file", `--out: expected a file to write, got ${got} ${JSON.stringify(path)}`);
  }
  const place = await followOut(path);
  if ("reason" in place) throw cannotWrite(path, place.reason);
  const { target } = place;
  for (const input of inputs) {
    if (input === undefined || (await placeOf(input)) !== target) continue;
    const message = `--out: expected a file of its own, got ${JSON.stringify(path)}, which is read; choose another`;
    throw new OptionsError("out-is-input", message);
  }
  if (found && (await isMountPoint(target))) throw cannotWrite(path, "it is mounted there and cannot be replaced");
  await tryFile(path, asideOf(target));
}

/** Makes the file that is written first and removes it again. */
async function tryFile(path: string, made: string): Promise<void> {
  try {
    await (await open(made, "wx")).close();
    await rm(made);
  } catch (cause) {
    throw cannotWrite(path, reasonOf(cause), cause);
  }
}

function cannotWrite(path: string, reason: string, cause?: unknown): OptionsError {
  return new OptionsError(
    "bad-out-file",
    `--out: expected a file in a folder that is there and can be written, got ${JSON.stringify(path)}: ${reason}`,
    { cause },
  );
}

/** Writes a text aside and then renames it, so that nobody ever finds half of it. What a link points to is replaced. */
export async function writeOutFile(path: string, text: string): Promise<void> {
  await fillOutFile(path, (aside) => writeFile(aside, text));
}

/** The same where `fill` writes the file, at a path beside it. */
export async function fillOutFile(path: string, fill: (aside: string) => Promise<void>): Promise<void> {
  const target = await placeOf(path);
  const aside = asideOf(target);
  try {
    await fill(aside);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** A name of its own length, so that a name as long as the system allows can still be written. */
function asideOf(target: string): string {
  return join(dirname(target), `.${randomUUID()}.part`);
}

/** Where a path leads, links followed; for a file that is not there yet, where it would be. */
async function placeOf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
