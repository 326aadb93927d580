import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { show } from "../../check.ts";
import { DataError, OptionsError } from "../../errors.ts";

/** Endings of modules that Node loads. */
const MODULES: readonly string[] = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"];
/** The name and the version that go with the backend of this package. */
export const PACKAGE = "@tensorflow/tfjs@4.22.0";

/**
 * The file of a network: a module, or a model.json, also by its folder. Throws DataError `missing-file`, OptionsError
 * `network-file` for another kind of file.
 */
export async function networkPath(file: string): Promise<string> {
  const found = await stat(file).catch((cause: unknown) => {
    const message = `network: expected a module or a model.json, there is no file ${show(file)}`;
    throw new DataError("missing-file", message, { cause });
  });
  const path = found.isDirectory() ? join(file, "model.json") : file;
  if (found.isDirectory() && !(await stat(path).catch(() => undefined))) {
    throw new DataError("missing-file", `network: expected model.json in the folder ${file}, found none`);
  }
  const ending = extname(path);
  if (ending === ".json" || MODULES.includes(ending)) return path;
  const message = `network: expected a file that ends in ${MODULES.join(", ")} or .json, got ${show(file)}`;
  throw new OptionsError("network-file", message);
}

/** Throws OptionsError `needs-tfjs` where TensorFlow.js is not installed, without loading it. */
export function requireTfjs(): void {
  try {
    createRequire(import.meta.url).resolve("@tensorflow/tfjs");
  } catch (cause) {
    throw missingTfjs(cause);
  }
}

export function missingTfjs(cause: unknown): OptionsError {
  const message = `networks of one's own and exported ones need ${PACKAGE} beside this package, found none: npm install ${PACKAGE}`;
  return new OptionsError("needs-tfjs", message, { cause });
}
