import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { z } from "zod";
import { main } from "../../src/cli/main.ts";

/** What became of a run of the command line. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunControl {
  /** Called with everything on standard error so far, whenever there is more; `kill` sends this process a signal. */
  readonly onStderr?: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Variables beside those of the test itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** The current folder, where it is another than that of the tests. */
  readonly cwd?: string;
}

/** Commands that compute on threads. */
const THREADED = ["train", "evaluate", "compare"];

/** Standard output and error belong to the process: one run at a time. */
let last: Promise<unknown> = Promise.resolve();

/** Runs the command line in this process, as the binary does in its own, and gives back what it wrote. */
export function nearedge(args: readonly string[], control: RunControl = {}): Promise<Run> {
  const run = last.then(() => capture(() => main(onOneThread(args)), control));
  last = run.catch(() => undefined);
  return run;
}

/** Starting threads takes longer than what most tests compute on them; a test of threads says how many. */
function onOneThread(args: readonly string[]): readonly string[] {
  const [command = ""] = args;
  return THREADED.includes(command) && !args.includes("--threads") ? [...args, "--threads", "1"] : args;
}

async function capture(command: () => Promise<number>, { env = {}, cwd, onStderr }: RunControl): Promise<Run> {
  const folder = process.cwd();
  const before = new Map(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  if (cwd !== undefined) process.chdir(cwd);
  const stdout = divert(process.stdout);
  const stderr = divert(process.stderr, (text) => onStderr?.(text, kill));
  try {
    const status = await command();
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.restore();
    stderr.restore();
    if (cwd !== undefined) process.chdir(folder);
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** A signal that the command does not listen for would end the tests with it. */
function kill(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 0) throw new Error(`nothing listens for ${signal}`);
  process.kill(process.pid, signal);
}

/** Keeps what is written to a stream, which is no terminal meanwhile, and then takes its listeners of the run off it. */
function divert(stream: NodeJS.WriteStream, onText: (text: string) => void = () => undefined) {
  const { write, isTTY } = stream;
  const listeners = stream.listeners("error");
  let text = "";
  stream.isTTY = false;
  stream.write = (chunk: string | Uint8Array, ...more: unknown[]): boolean => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    onText(text);
    const done = more.at(-1);
    if (typeof done === "function") done();
    return true;
  };
  return {
    text: () => text,
    restore: () => {
      stream.write = write;
      stream.isTTY = isTTY;
      for (const listener of stream.listeners("error")) {
        if (!listeners.includes(listener)) stream.off("error", listener as () => void);
      }
    },
  };
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
