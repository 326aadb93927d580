import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Setting } from "./settings.ts";

/** Characters that Java's reader of properties would take for something else, and what it reads as them. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

/**
 * Settings as java.util.Properties reads them, in ASCII: the same whatever character set a reader takes the file for. Names of
 * settings have no character that means something, and a value begins with no white space (parseSettings).
 */
export function propertiesText(settings: readonly Setting[]): string {
  return settings.map(([name, value]) => `${name}=${escaped(value)}\n`).join("");
}

function escaped(value: string): string {
  return value.replaceAll(/[^ -[\]-~]/g, (unit) => ESCAPES[unit] ?? `\\u${hexadecimal(unit)}`);
}

/** A UTF-16 unit by four digits: what is beyond them is two units, in Java as here. */
function hexadecimal(unit: string): string {
  return unit.charCodeAt(0).toString(16).padStart(4, "0");
}

/**
 * Runs `use` with the arguments of spark-submit for these settings: a file that only this user reads, because the command line of
 * a process is read by all users of a machine. The file goes when `forget` is called, and at the end whatever it is. Spark's own
 * conf/spark-defaults.conf counts as ever, for what the file does not say. Without settings there is no file.
 */
export async function withSettingsFile(
  folder: string,
  settings: readonly Setting[],
  use: (args: readonly string[], forget: () => void) => Promise<void>,
): Promise<void> {
  if (settings.length === 0) return use([], () => undefined);
  const path = join(folder, "settings.properties");
  const forget = (): void => rmSync(path, { force: true });
  // A second Ctrl-C ends the process at once.
  process.on("exit", forget);
  try {
    await writeFile(path, propertiesText(settings), { mode: 0o600, flag: "wx" });
    await use(["--properties-file", path, "--load-spark-defaults"], forget);
  } finally {
    process.off("exit", forget);
    forget();
  }
}
