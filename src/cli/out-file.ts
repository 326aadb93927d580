import { randomUUID } from "node:crypto";
import { access, constants, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { OptionsError } from "../errors.ts";

/**
 * Makes sure, before long work begins, that a file can be written there. Throws OptionsError `bad-out-file` for a folder,
 * a missing folder around it, or a place that cannot be written.
 */
export async function checkOutFile(path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder || path.trim() === "") {
    throw new OptionsError("bad-out-file", `--out: expected a file to write, got the folder ${JSON.stringify(path)}`);
  }
  try {
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw new OptionsError(
      "bad-out-file",
      `--out: expected a file in a folder that is there and can be written, got ${JSON.stringify(path)}`,
      { cause },
    );
  }
}

/** Writes a text aside and then renames it, so that nobody ever finds half of it. */
export async function writeOutFile(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(aside, text);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
