import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { DataError, TrainingError } from "../errors.ts";
import { type JobLine, readJobLine } from "./job-lines.ts";
import { adviceFor } from "./known-failures.ts";
import { runningNotes } from "./running-notes.ts";
import { type Setting, withoutSecrets } from "./settings.ts";
import { startSeconds } from "./start-seconds.ts";

/** Lines of a failure that are said again. */
const LAST_LINES = 20;
/** After a polite end so long passes before the other one. */
const GRACE_MS = 10_000;
/**
 * Seconds in which a master has to give a session; jars may have to be fetched before. NEAREDGE_SPARK_START_SECONDS sets
 * another.
 */
const START_SECONDS = 600;

/** Spark ended badly. `status` is the exit status of spark-submit, which the command line ends with. */
export class SparkError extends TrainingError {
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(code, message);
    this.status = status;
  }
}

export interface SparkRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly master: string;
  /** Their secrets are kept out of messages and of the log. */
  readonly settings: readonly Setting[];
  /** File for everything that it writes. */
  readonly logPath: string;
  readonly signal: AbortSignal;
  readonly onLine: (line: JobLine) => void;
  readonly onNote: (text: string) => void;
}

/**
 * Runs spark-submit to its end, in a process group of its own: an interruption ends this group, which is the JVM, its Python and
 * executors of local-cluster, and nothing else. Throws what the job reported as DataError; SparkError `spark-failed` with the
 * exit status, the last lines and the place of the log; DataError `master-silent` where no session came to be in time; the
 * reason of an abort.
 */
export async function runSparkSubmit(run: SparkRun): Promise<void> {
  run.signal.throwIfAborted();
  const log = createWriteStream(run.logPath, { mode: 0o600 });
  // A full disk costs the log, not the run.
  log.once("error", ({ message }) => run.onNote(`spark: the log ends here: ${message}`));
  const child = spawn(run.program, run.args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...run.environment },
    detached: true,
  });
  const group = new ProcessGroup(child);
  const heard = listen(run, child, (line) => log.write(`${withoutSecrets(line, run.settings)}\n`), group);
  const onAbort = (): void => group.end();
  // A process that ends at once, as after a second Ctrl-C, takes the group along.
  const onExit = (): void => group.signal("SIGKILL");
  run.signal.addEventListener("abort", onAbort);
  process.on("exit", onExit);
  try {
    const { status, signal } = await ended(child, run);
    run.signal.throwIfAborted();
    if (status !== 0) throw failure(run, heard, status, signal);
  } finally {
    heard.stop();
    run.signal.removeEventListener("abort", onAbort);
    process.off("exit", onExit);
    log.end();
    await finished(log).catch(() => undefined);
  }
}

/** The processes that began with spark-submit: it makes a JVM of itself, which starts the others. */
class ProcessGroup {
  readonly #id: number | undefined;
  #isOver = false;

  constructor(child: ChildProcess) {
    this.#id = child.pid;
    child.on("close", () => {
      this.#isOver = true;
    });
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#id === undefined || this.#isOver) return;
    try {
      process.kill(-this.#id, signal);
    } catch {
      // All of them are gone.
    }
  }

  end(): void {
    this.signal("SIGTERM");
    setTimeout(() => this.signal("SIGKILL"), GRACE_MS).unref();
  }
}

interface Heard {
  readonly last: string[];
  error?: Extract<JobLine, { kind: "error" }>;
  /** What to do, where the log has named a cause that is known. */
  advice?: string | undefined;
  isSilent: boolean;
  stop: () => void;
}

/** Reads both streams by lines. Python's two may come as one. */
function listen(run: SparkRun, child: ChildProcess, keep: (line: string) => void, group: ProcessGroup): Heard {
  const seconds = startSeconds(START_SECONDS);
  const heard: Heard = { last: [], isSilent: false, stop: () => clearTimeout(timer) };
  const timer = setTimeout(() => {
    heard.isSilent = true;
    group.end();
  }, seconds * 1000);
  const look = runningNotes((note) => run.onNote(`spark: ${note}`));
  const onLine = (line: string): void => {
    keep(line);
    const said = readJobLine(line);
    if (said === undefined) {
      heard.advice ??= adviceFor(line);
      heard.last.push(line);
      if (heard.last.length > LAST_LINES) heard.last.shift();
      look(line);
      return;
    }
    if (said.kind === "spark") clearTimeout(timer);
    if (said.kind === "error") heard.error = said;
    run.onLine(said);
  };
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    });
    stream?.on("end", () => rest !== "" && onLine(rest));
  }
  return heard;
}

function ended(child: ChildProcess, run: SparkRun): Promise<{ status: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((done, reject) => {
    child.on("error", (cause) => reject(new DataError("spark-missing", `${run.program}: ${cause.message}`, { cause })));
    child.on("close", (status, signal) => done({ status, signal }));
  });
}

function failure(run: SparkRun, heard: Heard, status: number | null, signal: NodeJS.Signals | null): Error {
  const address = withoutSecrets(run.master, []);
  const lines = withoutSecrets(heard.last.join("\n"), run.settings);
  const log = `its log is ${run.logPath}; it ended with`;
  if (heard.error) {
    const { code, message } = heard.error;
    const advice = adviceFor(message);
    return new DataError(code, `${withoutSecrets(message, run.settings)}${advice === undefined ? "" : `; ${advice}`}`);
  }
  if (heard.isSilent) {
    return new DataError("master-silent", `--master: ${address} gave no session in time; ${log}\n${lines}`);
  }
  const how = signal === null ? `exit status ${status}` : signal;
  return new SparkError(
    "spark-failed",
    `spark-submit with --master ${address} ended with ${how}; ${heard.advice === undefined ? "" : `${heard.advice}; `}${log}\n${lines}`,
    status ?? 1,
  );
}
