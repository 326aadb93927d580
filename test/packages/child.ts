import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { userEnvironment } from "./user-environment.ts";

const HOST = "127.0.0.1";
/** How long a process has to end by itself when it is asked to. */
const GRACE_MS = 3_000;
/** How much of a program's output an error repeats. */
const TAIL_LENGTH = 3_000;

/** A program of its own process group, with all that it has printed. */
interface Started {
  readonly child: ChildProcess;
  /** The exit status; null after a signal. */
  readonly ended: Promise<number | null>;
  readonly stdout: () => string;
  readonly output: () => string;
}

/** A server that a test has started. */
export interface Server {
  /** Its root, on a port of loopback that was free. */
  readonly address: URL;
  /** All that it has printed so far. */
  output(): string;
  /** Ends it and everything that it started. */
  stop(): Promise<void>;
}

/** Groups that run: no test leaves one behind, however it ends. */
const groups = new Set<number>();
process.once("exit", () => {
  for (const group of groups) signal(group, "SIGKILL");
});

/**
 * Runs a command to its end and gives back what it wrote to standard output. Throws Error, with the end of what it printed, for
 * another status than 0 and after `limitMs`.
 */
export async function run(
  folder: string,
  command: string,
  args: readonly string[],
  limitMs = 240_000,
): Promise<string> {
  const started = start(folder, command, args);
  const status = await within(limitMs, started.ended);
  await end(started);
  if (status === 0) return started.stdout();
  const how = status === "late" ? `did not end within ${limitMs} ms` : `ended with status ${status}`;
  throw new Error(`${command} ${args.join(" ")}: ${how}:\n${started.output().slice(-TAIL_LENGTH)}`);
}

/**
 * Starts a server on a free port of loopback and waits until it answers, with whatever status. `args` are told the port. Throws
 * Error, with the end of what it printed, when it ends or has not answered within `limitMs`.
 */
export async function serve(
  folder: string,
  command: string,
  args: (port: number) => readonly string[],
  limitMs = 60_000,
): Promise<Server> {
  const port = await freePort();
  const address = new URL(`http://${HOST}:${port}/`);
  const started = start(folder, command, args(port));
  const begun = performance.now();
  while (!(await answers(address))) {
    const status = await within(100, started.ended);
    if (status === "late" && performance.now() - begun < limitMs) continue;
    await end(started);
    const how = status === "late" ? `did not answer within ${limitMs} ms` : `ended with status ${status}`;
    throw new Error(`${command} ${args(port).join(" ")}: ${how}:\n${started.output().slice(-TAIL_LENGTH)}`);
  }
  return { address, output: started.output, stop: () => end(started) };
}

function start(folder: string, command: string, args: readonly string[]): Started {
  const child = spawn(command, args, {
    cwd: folder,
    env: userEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that what it starts ends with it.
    detached: true,
  });
  if (child.pid !== undefined) groups.add(child.pid);
  let [stdout, output] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("error", (error) => {
      output += String(error);
      resolve(null);
    });
    child.on("close", resolve);
  });
  return { child, ended, stdout: () => stdout, output: () => output };
}

/** Ends what is left of the group: first by asking. */
async function end({ child: { pid }, ended }: Started): Promise<void> {
  if (pid === undefined) return;
  if (signal(pid, "SIGTERM")) {
    await within(GRACE_MS, ended);
    signal(pid, "SIGKILL");
  }
  groups.delete(pid);
}

/** Whether the group still has a process. */
function signal(group: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}

async function answers(address: URL): Promise<boolean> {
  try {
    const response = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

function within<T>(limitMs: number, promise: Promise<T>): Promise<T | "late"> {
  return Promise.race([promise, sleep(limitMs, "late" as const, { ref: false })]);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject).listen(0, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
