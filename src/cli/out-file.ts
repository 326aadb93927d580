import { randomUUID } from "node:crypto";
import { access, constants, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { OptionsError } from "../errors.ts";

/**
 * Makes sure, before long work begins, that a file can be written there, and that it is none of those that are read.
 *
 * Throws OptionsError `bad-out-file` for a folder, a device, a missing folder around it, or a place that cannot be
 * written; `out-is-input` where one of `inputs` would be replaced, by whatever name.
 */
export async function checkOutFile(path: string, inputs: readonly (string | undefined)[]): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (path.trim() === "" || (found && !found.isFile())) {
    const got = found?.isDirectory() ? "the folder" : found ? "the device or pipe" : "";
    throw new OptionsError("bad-out-file", `--out: expected a file to write, got ${got} ${JSON.stringify(path)}`);
  }
  const target = await placeOf(path);
  try {
    await access(dirname(target), constants.W_OK);
  } catch (cause) {
    throw new OptionsError(
      "bad-out-file",
      `--out: expected a file in a folder that is there and can be written, got ${JSON.stringify(path)}`,
      { cause },
    );
  }
  for (const input of inputs) {
    if (input === undefined || (await placeOf(input)) !== target) continue;
    const message = `--out: expected a file of its own, got ${JSON.stringify(path)}, which is read; choose another`;
    throw new OptionsError("out-is-input", message);
  }
}

/** Writes a text aside and then renames it, so that nobody ever finds half of it. What a link points to is replaced. */
export async function writeOutFile(path: string, text: string): Promise<void> {
  await fillOutFile(path, (aside) => writeFile(aside, text));
}

/** The same where `fill` writes the file, at a path beside it. */
export async function fillOutFile(path: string, fill: (aside: string) => Promise<void>): Promise<void> {
  const target = await placeOf(path);
  const aside = `${target}.${randomUUID()}.part`;
  try {
    await fill(aside);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Where a path leads, links followed; for a file that is not there yet, where it would be. */
async function placeOf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
