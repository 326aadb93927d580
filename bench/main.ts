import "../src/platform.node.ts";
import { parseArgs } from "node:util";
import { cleanUpOnExit } from "./children.ts";
import { type Drawing, drawingOf, writeDrawing } from "./draw.ts";
import { type Benchmark, currentLoad, describeMachine, type Report } from "./report.ts";
import { runRole } from "./roles.ts";
import { renderReport } from "./table.ts";

/** Loaded when asked for: child processes begin here too and must not carry what they do not measure. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  scan: async () => (await import("./scan/scan.ts")).scanBenchmark,
  request: async () => (await import("./request/request.ts")).requestBenchmark,
  filter: async () => (await import("./filter/filter.ts")).filterBenchmark,
  head: async () => (await import("./head/head.ts")).headBenchmark,
  ingest: async () => (await import("./ingest/ingest.ts")).ingestBenchmark,
  evaluate: async () => (await import("./evaluate/evaluate.ts")).evaluateBenchmark,
  weights: async () => (await import("./weights/weights.ts")).weightsBenchmark,
  train: async () => (await import("./train/train.ts")).trainBenchmark,
  quality: async () => (await import("./quality/quality.ts")).qualityBenchmark,
  int8: async () => (await import("./int8/int8.ts")).int8Benchmark,
  growth: async () => (await import("./growth/growth.ts")).growthBenchmark,
  neural: async () => (await import("./neural/neural.ts")).neuralBenchmark,
  encoder: async () => (await import("./encoder/encoder.ts")).encoderBenchmark,
  startup: async () => (await import("./startup/startup.ts")).startupBenchmark,
};

const USAGE = `usage: npm run bench -- NAME [--json] [--quick] [--no-peers] [--artefact DIR] [--rows N] [--data FOLDER]
                               [--large] [--out FILE] [--only JOB,JOB]

  NAME             ${Object.keys(BENCHMARKS).join(", ")}
  --json           one JSON object on standard output and nothing else
  --quick          small and short: shows that the benchmark works, not how fast anything is
  --no-peers       without the libraries that only the benchmarks need (see bench/peers)
  --large          growth: up to ten million interactions
  --out FILE       growth: a chart of it, as a page (.html) or as an image (.svg); replaced when it is there
  --artefact DIR   request: the artefact to serve; by default three sizes are made up
  --rows N         ingest: rows of the file; by default two sizes are measured
  --only JOBS      train, quality, neural: the jobs named, separated by commas; a name that is unknown lists those that there are
  --data FOLDER    evaluate, train, quality, int8, neural: the folder of data sets, which has gowalla-lightgcn, ml-100k and
                   tmdb-5000; by default NEAREDGE_DATA, else ../shared/data beside the repository; without that one,
                   evaluate and neural make data of the same size up

example: npm run bench -- scan --quick
`;

/** Far more than a machine with much memory can hold. */
const MOST_ROWS = 1_000_000_000;

/** Wrong usage: the message goes to standard error together with the usage, and the exit status is 2. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

function readArguments(parameters: string[]) {
  const { positionals, values } = parseArguments(parameters);
  const [name, ...rest] = positionals;
  const load = name !== undefined && Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (name === undefined || load === undefined || rest.length > 0) {
    const got = positionals.length === 0 ? "nothing" : positionals.join(" ");
    throw new UsageError(`expected one benchmark (${Object.keys(BENCHMARKS).join(", ")}), got ${got}`);
  }
  for (const [option, owners] of OWNERS) {
    if (values[option] !== undefined && !owners.includes(name)) {
      throw new UsageError(`--${option}: expected only with ${owners.join(", ")}; ${name} does not take it`);
    }
  }
  return { name, load, values, rows: readRows(values.rows), drawing: readDrawing(values.out) };
}

/** Options that not all benchmarks take. */
const OWNERS: readonly (readonly ["artefact" | "rows" | "data" | "large" | "out" | "only", readonly string[]])[] = [
  ["artefact", ["request"]],
  ["rows", ["ingest"]],
  ["data", ["evaluate", "train", "quality", "int8", "neural"]],
  ["large", ["growth"]],
  ["out", ["growth"]],
  ["only", ["train", "quality", "neural"]],
];

function readRows(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rows = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (rows >= 1 && rows <= MOST_ROWS) return rows;
  throw new UsageError(`--rows: expected an integer from 1 to ${MOST_ROWS}, got ${text}`);
}

function readDrawing(path: string | undefined): Drawing | undefined {
  if (path === undefined) return undefined;
  const drawing = drawingOf(path);
  if (drawing !== undefined) return drawing;
  throw new UsageError(`--out: expected a file that ends in .html or .svg, got ${JSON.stringify(path)}`);
}

function readJobs(text: string | undefined, jobs: readonly string[] = []): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !jobs.includes(name));
  if (unknown === undefined) return names;
  throw new UsageError(`--only: expected some of ${jobs.join(", ")}; got ${JSON.stringify(unknown)}`);
}

function parseArguments(parameters: string[]) {
  try {
    return parseArgs({
      args: parameters,
      allowPositionals: true,
      allowNegative: true,
      options: {
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        peers: { type: "boolean", default: true },
        artefact: { type: "string" },
        rows: { type: "string" },
        data: { type: "string" },
        large: { type: "boolean" },
        out: { type: "string" },
        only: { type: "string" },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function main(parameters: string[]): Promise<void> {
  const { name, load, values, rows, drawing } = readArguments(parameters);
  cleanUpOnExit();
  const benchmark = await load();
  const only = readJobs(values.only, benchmark.jobs);
  const startedAt = new Date();
  const loadBefore = currentLoad();
  const { quick, peers, artefact, data, large = false } = values;
  const progress = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  const measured = await benchmark.run({ quick, peers, artefact, rows, data, only, large, progress });
  const report: Report = { bench: name, machine: describeMachine(startedAt, loadBefore), ...measured };
  const text = values.json
    ? `${JSON.stringify(report)}\n`
    : renderReport(benchmark.title, report, benchmark.columns, benchmark.group);
  process.stdout.write(text);
  if (drawing === undefined || benchmark.page === undefined) return;
  await writeDrawing(drawing, benchmark.page(report));
  progress(`${drawing.path}: the chart`);
}

const [first, role, ...others] = process.argv.slice(2);
if (first === "--child" && role !== undefined && others.length === 0 && process.send !== undefined) runRole(role);
else {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(error instanceof UsageError ? `${message}\n\n${USAGE}` : `bench failed: ${message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
