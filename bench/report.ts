import { cpus, loadavg } from "node:os";
import type { ReportContent } from "../src/evaluation/reports/types.ts";

/** One line of a benchmark: what ran, how fast, and how wrong. Further columns depend on the benchmark. */
export interface Row {
  readonly variant: string;
  /** Items that were searched. */
  readonly size: number;
  /** Median milliseconds of one call or request; null where it did not run, and then `note` says why. */
  readonly ms: number | null;
  /** How wrong the answers are, as the benchmark defines it: 0 is exact. */
  readonly error: number | null;
  readonly note: string;
  readonly [column: string]: string | number | boolean | null | readonly number[];
}

/** A module of the worker as it is deployed. */
export interface BundleFile {
  readonly file: string;
  readonly byteLength: number;
  readonly gzipByteLength: number;
}

/** The machine that a benchmark ran on. */
export interface Machine {
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly v8: string;
  /** ISO 8601, when the run began. */
  readonly date: string;
  /** Runnable processes over the last minute, before and after the run: well above 1 of others means a busy machine. */
  readonly loadAverage: readonly [number, number];
}

/** What a benchmark hands back: one JSON object. */
export interface Report {
  readonly bench: string;
  readonly machine: Machine;
  /** Versions of the libraries that took part, by package name. */
  readonly versions: Readonly<Record<string, string>>;
  /** What the figures depend on: seed, rounds, sizes. */
  readonly settings: Readonly<Record<string, number | string | boolean | readonly number[]>>;
  readonly rows: readonly Row[];
  /** What the worker consists of, largest first; only where a worker was built. */
  readonly bundle?: readonly BundleFile[];
}

/** Settings of a run that come from the command line. */
export interface RunOptions {
  /** Small sizes and few rounds: proves that the benchmark works, not how fast anything is. */
  readonly quick: boolean;
  /** Whether libraries that only the benchmarks need are installed and measured. */
  readonly peers: boolean;
  /** Folder of the artefact to serve; undefined for one made on the spot. */
  readonly artefact: string | undefined;
  /** Rows of the file to read; undefined for the sizes of the benchmark. */
  readonly rows: number | undefined;
  /** Folder of data sets; undefined for the usual place. */
  readonly data: string | undefined;
  /** Names of the jobs to run; undefined for all of them. */
  readonly only: readonly string[] | undefined;
  /** Whether sizes that take long and much memory are measured too. */
  readonly large: boolean;
  /** Says on standard error how far the run is. */
  readonly progress: (text: string) => void;
}

/** A column of the table that people read. */
export interface Column {
  readonly title: string;
  readonly text: (row: Row) => string;
}

/** A benchmark by its name on the command line. */
export interface Benchmark {
  readonly title: string;
  readonly columns: readonly Column[];
  /** What --only may name; only where the benchmark can be run in part. */
  readonly jobs?: readonly string[];
  /** Rows with the same group stand together, apart from the others. */
  readonly group: (row: Row) => string;
  /** The same to look at, for --out; only where there is something to draw. Its first chart is what an SVG file has. */
  readonly page?: (report: Report) => ReportContent;
  run(options: RunOptions): Promise<Omit<Report, "bench" | "machine">>;
}

/** Describes this machine. `startedAt` and `loadBefore` are from before the run. */
export function describeMachine(startedAt: Date, loadBefore: number): Machine {
  const list = cpus();
  return {
    os: `${process.platform} ${process.arch}`,
    cpu: list[0]?.model.trim() ?? "unknown",
    cores: list.length,
    node: process.versions.node,
    v8: process.versions.v8,
    date: startedAt.toISOString(),
    loadAverage: [loadBefore, currentLoad()],
  };
}

/** The load average of the last minute, to two decimals; 0 on Windows, which has none. */
export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}
