import { readFileSync } from "node:fs";
import { DataError } from "../errors.ts";
import { parseSettings, type Setting } from "../spark/settings.ts";

const OPTION = "--spark-conf";

/**
 * The settings of `--spark-conf NAME=VALUE` and `--spark-conf @FILE`, in their order. A file has a setting a line; it keeps secrets
 * out of the command line of this program. Throws what parseSettings throws, with the line; DataError `missing-file`.
 */
export function readSettings(texts: readonly string[]): Setting[] {
  return texts.flatMap((text) => (text.startsWith("@") ? settingsOf(text.slice(1)) : parseSettings([text], OPTION)));
}

function settingsOf(path: string): Setting[] {
  return linesOf(path).flatMap((line, at) => {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) return [];
    return parseSettings([text.replace(/\s*=\s*/, "=")], `${OPTION} @${path}:${at + 1}`);
  });
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch (cause) {
    const message = `${OPTION} @${path}: expected a file with NAME=VALUE in each line, got none that can be read`;
    throw new DataError("missing-file", message, { cause });
  }
}
