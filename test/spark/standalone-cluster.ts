import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pythonBeside } from "../../src/spark/find-spark.ts";
import { SPARK_SUBMIT } from "./spark.ts";

/** A master and a worker of Spark's standalone cluster, on the loopback address of this machine. */
export interface StandaloneCluster {
  /** `spark://127.0.0.1:PORT` */
  readonly master: string;
  /** Ends the master alone. */
  endMaster(): void;
  /** Ends both, and the executors that the worker has started. */
  end(): Promise<void>;
}

const DEPLOY = "org.apache.spark.deploy";
/** Two starts of a JVM, on a machine that does other things. */
const START_MS = 300_000;

/** Starts both and waits until the master knows the worker. Ports are those that the system has free. */
export async function startStandalone(folder: string): Promise<StandaloneCluster> {
  const home = await sparkHome();
  const started: ChildProcess[] = [];
  const start = (name: string, args: readonly string[]): ChildProcess => {
    const env = {
      ...process.env,
      ...{ SPARK_HOME: home, SPARK_LOCAL_IP: "127.0.0.1" },
      SPARK_MASTER_OPTS: "-Dspark.master.rest.enabled=false",
    };
    const child = spawn(join(home, "bin", "spark-class"), [`${DEPLOY}.${name}`, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      env,
    });
    started.push(child);
    return child;
  };
  const place = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"];
  const end = async (): Promise<void> => {
    await Promise.all(started.map((child) => endGroup(child)));
  };
  try {
    const master = start("master.Master", place);
    const [address = ""] = await said(master, /spark:\/\/127\.0\.0\.1:\d+/);
    const isKnown = said(master, /Registering worker/);
    start("worker.Worker", [...place, "--cores", "2", "--memory", "2g", "--work-dir", folder, address]);
    await isKnown;
    return { master: address, endMaster: () => signal(master, "SIGKILL"), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The folder of a Spark that pip installed or that was unpacked. */
async function sparkHome(): Promise<string> {
  const submit = SPARK_SUBMIT ?? "";
  const python = await pythonBeside(submit);
  const unpacked = resolve(submit, "..", "..");
  if (python === undefined || existsSync(join(unpacked, "RELEASE"))) return unpacked;
  return spawnSync(python, [resolve(submit, "..", "find_spark_home.py")])
    .stdout.toString()
    .trim();
}

/** Waits for a line of its log. It reads on afterwards, as a full pipe would stop the process. */
function said(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((done, reject) => {
    let log = "";
    const fail = (): void => {
      clearTimeout(timer);
      reject(new Error(`expected ${pattern} in the log, got: ${log.slice(-2000)}`));
    };
    const timer = setTimeout(fail, START_MS);
    child.once("close", fail);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        log = (log + text).slice(-100_000);
        const found = pattern.exec(log);
        if (!found) return;
        clearTimeout(timer);
        done(found);
      });
    }
  });
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // All of the group are gone.
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  const isOver = new Promise((done) => child.once("close", done));
  if (child.exitCode === null && child.signalCode === null) {
    signal(child, "SIGTERM");
    const timer = setTimeout(() => signal(child, "SIGKILL"), 10_000);
    await isOver;
    clearTimeout(timer);
  }
  signal(child, "SIGKILL");
}
