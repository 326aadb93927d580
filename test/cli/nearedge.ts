import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { z } from "zod";

const BINARY = fileURLToPath(new URL("../../bin/nearedge.js", import.meta.url));

/** No run outlives its test. */
const TIMEOUT_MS = 50_000;

/** What became of a run of the command line. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunControl {
  /** Called with everything on standard error so far, whenever there is more. */
  readonly onStderr?: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Close the reading end of standard output before anything is written. */
  readonly closeStdout?: boolean;
  /** Variables beside those of the test itself. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the binary as a user does, in a process of its own. */
export function nearedge(args: readonly string[], control: RunControl = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BINARY, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...control.env },
      timeout: TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    const stop = (): void => void child.kill("SIGKILL");
    process.once("exit", stop);
    let [stdout, stderr] = ["", ""];
    if (control.closeStdout) child.stdout.destroy();
    else child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      control.onStderr?.(stderr, (signal) => child.kill(signal));
    });
    child.on("error", reject).on("close", (status) => {
      process.off("exit", stop);
      resolve({ status, stdout, stderr });
    });
  });
}

/** Runs a command that must succeed and print exactly one JSON object of this shape, on one line. */
export async function nearedgeJson<Schema extends z.ZodType>(schema: Schema, args: readonly string[]) {
  const { status, stdout, stderr } = await nearedge([...args, "--json"]);
  if (status !== 0) throw new Error(`expected status 0 of ${args.join(" ")}, got ${status}: ${stderr}`);
  if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`expected one line with one object, got ${stdout}`);
  return { answer: schema.parse(JSON.parse(stdout)), stderr };
}

/** A temporary folder that goes away with the test file: gives back its path and a function that writes a file into it. */
export function temporaryFolder(): { folder: string; write(name: string, content: string | Uint8Array): string } {
  const folder = mkdtempSync(join(tmpdir(), "nearedge-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}
