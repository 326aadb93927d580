import { type ChildProcess, fork, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What a child answers with. */
export type ChildMessage = { readonly result: unknown } | { readonly error: string };

/** Processes that this one started and temporary folders that it made; whatever is left ends with it. */
const running = new Set<ChildProcess>();
const folders = new Set<string>();

/** How long a child may take to end by itself before it is killed. */
const FAREWELL_MS = 5000;

/** A child process with its answer. It lives until `end`. */
export interface Child<Result> {
  readonly result: Result;
  /** Lets the child end, and waits for it. */
  end(): Promise<void>;
}

/**
 * Runs `task` in a fresh process of this same script (`--child ROLE`) and waits for its answer. The child's output goes
 * to standard error. Rejects when the child fails, dies, or takes longer than `limitMs`.
 */
export async function startChild<Result>(role: string, task: object, limitMs: number): Promise<Child<Result>> {
  const script = fileURLToPath(new URL("./main.ts", import.meta.url));
  const child = fork(script, ["--child", role], { stdio: ["ignore", 2, 2, "ipc"] });
  const ended = track(child);
  const end = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await orKill(child, ended);
  };
  try {
    const result = await answerOf(child, task, limitMs);
    return { result: result as Result, end };
  } catch (error) {
    child.kill("SIGKILL");
    await ended;
    throw error;
  }
}

/** Runs a task in a fresh process that ends with its answer. */
export async function runInChild<Result>(role: string, task: object, limitMs: number): Promise<Result> {
  const { result, end } = await startChild<Result>(role, task, limitMs);
  await end();
  return result;
}

function answerOf(child: ChildProcess, task: object, limitMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      finish();
    };
    child.once("message", (message: ChildMessage) => {
      settle(() => ("error" in message ? reject(new Error(message.error)) : resolve(message.result)));
    });
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (status, signal) => {
      settle(() => reject(new Error(`the process ended before its answer: ${signal ?? `exit status ${status}`}`)));
    });
    child.send(task);
  });
}

/** Runs another program to its end and returns what it printed. Rejects with that when the status is not 0. */
export function runProgram(
  command: string,
  parameters: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly shell?: boolean },
): Promise<string> {
  const child = spawn(command, parameters, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    shell: options.shell ?? false,
    stdio: ["ignore", "pipe", "pipe"],
  });
  track(child);
  return new Promise((resolve, reject) => {
    let output = "";
    const collect = (text: Buffer): void => {
      output += text;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`${command} ${parameters.join(" ")}: exit status ${status}\n${output.trim()}`));
    });
  });
}

/** Makes a temporary folder that is removed when this process ends, however it does. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nearedge-bench-"));
  folders.add(folder);
  return folder;
}

/** Installs the handlers that leave nothing behind: no process, no folder, after Ctrl-C neither. */
export function cleanUpOnExit(): void {
  const interrupt = async (status: number): Promise<void> => {
    await Promise.all([...running].map(endEarly));
    process.exit(status);
  };
  process.once("SIGINT", () => interrupt(130));
  process.once("SIGTERM", () => interrupt(143));
  process.once("exit", () => {
    for (const child of running) child.kill("SIGKILL");
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
}

async function endEarly(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  if (child.connected) child.disconnect();
  else child.kill("SIGTERM");
  await orKill(child, ended);
}

function track(child: ChildProcess): Promise<void> {
  running.add(child);
  return new Promise((resolve) => {
    const forget = (): void => {
      running.delete(child);
      resolve();
    };
    child.once("exit", forget);
    // A program that cannot be started never exits.
    child.once("error", forget);
  });
}

async function orKill(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const timer = setTimeout(() => child.kill("SIGKILL"), FAREWELL_MS);
  await ended;
  clearTimeout(timer);
}
