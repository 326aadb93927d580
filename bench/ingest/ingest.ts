import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { runInChild, temporaryFolder } from "../children.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { median, orderOfRound } from "../statistics.ts";
import { figure, times } from "../table.ts";
import type { ReadMeasurement, ReadTask, WriteTask } from "./measure.ts";
import { MOST_BYTES_A_ROW, type RatingsFile, type TableTotals } from "./ratings-file.ts";
import { READERS, type ReaderName } from "./readers.ts";

const SIZES = [1_000_000, 20_000_000];
const QUICK_SIZES = [20_000];
const ROUNDS = 3;
const SEED = 20_261_124;
const MEGABYTE = 1e6;

const NAMES = Object.keys(READERS) as ReaderName[];
const PEER: ReaderName = "csv-parse loop";
const NOTES: Readonly<Record<ReaderName, string>> = {
  "nearedge openDataset": "checks, merges repeated pairs, sorts, fingerprint",
  "csv-parse loop": "converts, numbers ids, appends; nothing else",
};

/** A child may take as long as this and this much for each row: ten times what a free machine needs. */
const CHILD_LIMIT_MS = 60_000;
const CHILD_LIMIT_MS_A_ROW = 0.06;

/** From a file of ratings on disk to numbered columns in memory. */
export const ingestBenchmark: Benchmark = {
  title: "Reading a table of ratings (userId,movieId,rating,timestamp) into typed arrays",
  group: ({ size, fileBytes }) => `${size.toLocaleString("en-GB")} rows, ${megabytes(fileBytes)} MB of text`,
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "s", text: ({ ms }) => seconds(ms) },
    { title: "CPU s", text: ({ cpuMs }) => seconds(cpuMs) },
    { title: "rows/s", text: ({ rowsPerSecond }) => whole(rowsPerSecond) },
    { title: "× peer", text: ({ ratio }) => times(ratio) },
    { title: "× peer, CPU", text: ({ cpuRatio }) => times(cpuRatio) },
    { title: "peak MB", text: ({ peakBytes }) => megabytes(peakBytes) },
    { title: "peak − file, MB", text: ({ beyondFileBytes }) => megabytes(beyondFileBytes) },
    { title: "bytes/row", text: ({ bytesPerRow }) => whole(bytesPerRow) },
    { title: "error", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, rows: given, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const sizes = given !== undefined ? [given] : quick ? QUICK_SIZES : SIZES;
  const rounds = quick ? 1 : ROUNDS;
  await checkDisk(
    sizes.reduce((sum, size) => sum + size, 0),
    progress,
  );
  const rows: Row[] = [];
  for (const size of sizes) rows.push(...(await measureSize(size, rounds, progress)));
  return {
    versions: packageVersions(["nearedge", "@duckdb/node-api", "csv-parse"]),
    settings: { quick, seed: SEED, sizes, rounds },
    rows,
  };
}

/** Says how much disk the files may take, and refuses to begin where there is less. */
async function checkDisk(rows: number, progress: RunOptions["progress"]): Promise<void> {
  const needed = rows * MOST_BYTES_A_ROW;
  const { bavail, bsize } = await statfs(tmpdir());
  const free = bavail * bsize;
  const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / MEGABYTE).toLocaleString("en-GB")} MB`;
  progress(`needs up to ${inMegabytes(needed)} of disk in ${tmpdir()}, where ${inMegabytes(free)} are free`);
  if (free < needed) {
    throw new Error(
      `disk: expected ${inMegabytes(needed)} free in ${tmpdir()}, got ${inMegabytes(free)}; use --rows N`,
    );
  }
}

/** Writes a file of this size and reads it with every reader, each time in a fresh process. */
async function measureSize(size: number, rounds: number, progress: RunOptions["progress"]): Promise<Row[]> {
  const limitMs = CHILD_LIMIT_MS + size * CHILD_LIMIT_MS_A_ROW;
  const folder = await temporaryFolder();
  progress(`${size} rows: writing the file`);
  const writing: WriteTask = { folder, rows: size, seed: SEED };
  const file = await runInChild<RatingsFile>("ingest-write", writing, limitMs);
  const measured = new Map<ReaderName, ReadMeasurement[]>(NAMES.map((name) => [name, []]));
  const failures = new Map<ReaderName, string>();
  for (let round = 0; round < rounds; round++) {
    for (const reader of orderOfRound(NAMES, round)) {
      if (failures.has(reader)) continue;
      progress(`${size} rows, round ${round + 1} of ${rounds}: ${reader}`);
      try {
        const task: ReadTask = { folder, reader };
        measured.get(reader)?.push(await runInChild<ReadMeasurement>("ingest-read", task, limitMs));
      } catch (error) {
        failures.set(reader, `failed: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  const peer = failures.has(PEER) ? [] : (measured.get(PEER) ?? []);
  return NAMES.map((reader) => rowOf(reader, file, measured.get(reader) ?? [], peer, failures.get(reader)));
}

function rowOf(
  reader: ReaderName,
  file: RatingsFile,
  all: readonly ReadMeasurement[],
  peer: readonly ReadMeasurement[],
  failure: string | undefined,
): Row {
  const rounds = failure === undefined ? all : [];
  const column = (of: (one: ReadMeasurement) => number): number[] => rounds.map(of);
  const middle = (of: (one: ReadMeasurement) => number): number | null =>
    rounds.length === 0 ? null : median(column(of));
  // Round by round, since both ran in the same minute: what slows a round down slows both.
  const ratioOf = (of: (one: ReadMeasurement) => number): number | null =>
    rounds.length > 0 && peer.length === rounds.length
      ? median(rounds.map((own, round) => of(peer[round]!) / of(own)))
      : null;
  const peakBytes = middle((one) => one.peakBytes);
  const totals = rounds[0]?.totals;
  return {
    variant: reader,
    size: file.rows,
    fileBytes: file.byteLength,
    ms: middle(({ elapsedMs }) => elapsedMs),
    cpuMs: middle(({ cpuMs }) => cpuMs),
    rowsPerSecond: middle(({ elapsedMs }) => (1000 * file.rows) / elapsedMs),
    ratio: ratioOf(({ elapsedMs }) => elapsedMs),
    cpuRatio: ratioOf(({ cpuMs }) => cpuMs),
    peakBytes,
    startBytes: middle(({ startBytes }) => startBytes),
    beyondFileBytes: peakBytes === null ? null : peakBytes - file.byteLength,
    bytesPerRow: peakBytes === null ? null : peakBytes / file.rows,
    users: totals?.users ?? null,
    items: totals?.items ?? null,
    ratingSum: totals?.ratingSum ?? null,
    error: totals === undefined ? null : totalDifference(totals, file),
    rawMs: column(({ elapsedMs }) => elapsedMs),
    rawCpuMs: column(({ cpuMs }) => cpuMs),
    rawPeakBytes: column((one) => one.peakBytes),
    note: failure ?? [NOTES[reader], ...differences(totals, file)].join("; "),
  };
}

const TOTALS = { rows: "rows", users: "users", items: "items", ratingSum: "sum of ratings" } as const;

/** |read − written|, added up over rows, users, items and the sum of ratings: 0 where all four agree. */
export function totalDifference(read: TableTotals, written: TableTotals): number {
  return keysOf(TOTALS).reduce((sum, key) => sum + Math.abs(read[key] - written[key]), 0);
}

/** What was read differently, ready to print. */
function differences(read: TableTotals | undefined, written: TableTotals): string[] {
  if (read === undefined) return [];
  return keysOf(TOTALS)
    .filter((key) => read[key] !== written[key])
    .map((key) => `${TOTALS[key]} ${read[key]} instead of ${written[key]}`);
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[];
}

function seconds(ms: unknown): string {
  return figure(typeof ms === "number" ? ms / 1000 : null);
}

function whole(value: unknown): string {
  return typeof value === "number" ? Math.round(value).toLocaleString("en-GB") : "–";
}

function megabytes(bytes: unknown): string {
  if (typeof bytes !== "number") return "–";
  return Math.abs(bytes) < 10 * MEGABYTE ? (bytes / MEGABYTE).toFixed(1) : whole(bytes / MEGABYTE);
}
