import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { DataError } from "../errors.ts";

/** The version that the worker is tested with. */
const WRANGLER = "wrangler@4.155.0";
/** What wrangler reads by itself where it is started. */
const ENV_FILES = [".env", ".env.local"];
/** Lines of a failure that are said again. */
const LAST_LINES = 12;

/**
 * The program of wrangler: that beside the package, else that of the project in the current folder. Throws DataError
 * `wrangler-missing`.
 */
export function findWrangler(
  command: string,
  places: readonly string[] = [import.meta.url, join(process.cwd(), "package.json")],
): string {
  for (const place of places) {
    try {
      return join(dirname(createRequire(place).resolve("wrangler/package.json")), "bin/wrangler.js");
    } catch {
      // Not there.
    }
  }
  throw new DataError(
    "wrangler-missing",
    `${command} runs wrangler, which is not installed; run: npm install ${WRANGLER}`,
  );
}

export interface WranglerRun {
  /** The folder that it runs in: a wrangler.toml of another one must not be found. */
  readonly cwd: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the user is: wrangler's usual files of variables, such as its token, are taken from there. The current folder unless given. */
  readonly project?: string;
  /** Hears what it writes, on either stream. */
  readonly onText?: (text: string) => void;
}

/**
 * Runs wrangler to its end and gives back what it wrote. Ctrl-C ends both. Throws DataError `wrangler-failed` with its exit
 * status and its last lines.
 */
export function runWrangler(
  program: string,
  args: readonly string[],
  { cwd, env, project = process.cwd(), onText }: WranglerRun,
): Promise<string> {
  const files = ENV_FILES.map((name) => join(project, name)).filter((path) => existsSync(path));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, ...files.flatMap((path) => ["--env-file", path])], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        onText?.(chunk);
      });
    }
    child.on("error", (cause) => reject(new DataError("wrangler-failed", `wrangler: ${cause.message}`, { cause })));
    child.on("close", (status, signal) => {
      if (status === 0) return resolve(text);
      const how = signal === null ? `exit status ${status}` : signal;
      reject(
        new DataError(
          "wrangler-failed",
          `wrangler ${args[0]} ended with ${how}:\n${lastLines(text)}${adviceFor(text)}`,
        ),
      );
    });
  });
}

/** What is missing most often. */
function adviceFor(text: string): string {
  if (!/CLOUDFLARE_API_TOKEN|not logged in|wrangler login/i.test(text)) return "";
  return "\nrun npx wrangler login first, or set CLOUDFLARE_API_TOKEN, also in .env";
}

/** Its last lines without colours, blank ones, rules, and its own advice about where its logs are. */
function lastLines(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^[─\s]+$|Logs were written to|wrangler \d+\.\d+\.\d+/.test(line));
  return lines.slice(-LAST_LINES).join("\n");
}
