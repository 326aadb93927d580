/**
 * What training on Spark costs beside training here, for docs/spark.md:
 *
 *   node scripts/spark-cost.ts FOLDER SPARK-SUBMIT
 *
 *   node scripts/spark-cost.ts ../shared/data/gowalla-lightgcn .nearedge/spark-venv/bin/spark-submit
 *
 * The train part of the data set, 64 factors, 8 sweeps, the same objective. Processor seconds are those of all processes together, and
 * memory is the sum of what they hold at the moment at which that is most; reading, judging and packing are among them.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [data = "", submit = ""] = process.argv.slice(2);
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "nearedge-spark-cost-"));
const table = join(folder, "plays.csv");
const lines = readFileSync(join(data, "train.txt"), "utf8").trim().split("\n");
const rows = lines
  .map((line) => line.trim().split(" "))
  .flatMap(([user, ...items]) => items.map((item) => `${user},${item}\n`));
writeFileSync(table, `user,item\n${rows.join("")}`);

const OPTIONS = ["confidence=100.7", "regularization=5.085", "epochs=8", "precision=int8"];
const MODEL = [...OPTIONS.flatMap((option) => ["--set", option]), "--judge-users", "1000"];
const HERE = ["--set", "objective=hkv", "--head", "none", "--bought-together", "none", "--no-users"];
const SPARK = ["--engine", "spark", "--spark-submit", submit];

const RUNS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ["here", [...MODEL, ...HERE]],
  ["Spark, local[2]", [...MODEL, ...SPARK, "--master", "local[2]"]],
  ["Spark, local-cluster[2,1,1024]", [...MODEL, ...SPARK, "--master", "local-cluster[2,1,1024]"]],
];

/** Bytes of memory that a process and all that descend from it hold together. */
function heldBytes(root: number): number {
  const { stdout } = spawnSync("ps", ["-eo", "pid=,ppid=,rss="], { encoding: "utf8" });
  const processes = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const ids = new Set([root]);
  // Children have larger ids than their parents, but for those that begin anew: a few passes find all.
  for (let pass = 0; pass < 5; pass++) for (const [id = 0, parent = 0] of processes) if (ids.has(parent)) ids.add(id);
  return processes.reduce((sum, [id = 0, , kilobytes = 0]) => sum + (ids.has(id) ? 1024 * kilobytes : 0), 0);
}

/** Runs a training in a shell that counts the time of all that it waited for. */
function measure(args: readonly string[]): Promise<{ cpuSeconds: number; seconds: number; bytes: number }> {
  const command = [
    process.execPath,
    join(ROOT, "bin/nearedge.js"),
    "train",
    table,
    ...args,
    "--out",
    join(folder, "out"),
  ];
  return new Promise((done, reject) => {
    const child = spawn("bash", ["-c", 'TIMEFORMAT="times %U %S %R"; time "$@"', "bash", ...command], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let [text, bytes] = ["", 0];
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    const timer = setInterval(() => (bytes = Math.max(bytes, heldBytes(child.pid ?? 0))), 500);
    child.on("close", (status) => {
      clearInterval(timer);
      const [, user, system, seconds] = /times ([\d.]+) ([\d.]+) ([\d.]+)/.exec(text) ?? [];
      if (status !== 0) reject(new Error(text));
      else done({ cpuSeconds: Number(user) + Number(system), seconds: Number(seconds), bytes });
    });
  });
}

try {
  process.stdout.write("| training | processor seconds | of here | seconds | memory, MiB |\n|---|---|---|---|---|\n");
  let here: number | undefined;
  for (const [name, args] of RUNS) {
    const { cpuSeconds, seconds, bytes } = await measure(args);
    here ??= cpuSeconds;
    const figures = [
      cpuSeconds.toFixed(0),
      (cpuSeconds / here).toFixed(1),
      seconds.toFixed(0),
      (bytes / 2 ** 20).toFixed(0),
    ];
    process.stdout.write(`| ${name} | ${figures.join(" | ")} |\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
