import { join } from "node:path";
import type { Role } from "../role.ts";
import { type RatingsFile, type TableTotals, writeRatings } from "./ratings-file.ts";
import { READERS, type ReaderName } from "./readers.ts";

/** What the child process that writes the file is to do. */
export interface WriteTask {
  readonly folder: string;
  readonly rows: number;
  readonly seed: number;
}

/** What a child process that reads the file is to do. */
export interface ReadTask {
  readonly folder: string;
  readonly reader: ReaderName;
}

/** What one process measured. */
export interface ReadMeasurement {
  readonly totals: TableTotals;
  readonly elapsedMs: number;
  /** CPU time of all threads of the process while it read. */
  readonly cpuMs: number;
  /** Largest memory of the process up to then, Node itself included. */
  readonly peakBytes: number;
  /** The same before it began to read: what Node and the loaded code take. */
  readonly startBytes: number;
}

/** Of the file in the folder of a run. */
const FILE_NAME = "ratings.csv";

/** The role of a child process that writes the file: memory that writing takes would count for the children that it starts. */
export const writeRole = (): Role =>
  interruptible((task, signal): Promise<RatingsFile> => {
    const { folder, rows, seed } = task as WriteTask;
    return writeRatings(join(folder, FILE_NAME), rows, seed, signal);
  });

/** The role of a child process that reads the file once, with one reader. */
export const readRole = (): Role => interruptible((task, signal) => measureReader(task as ReadTask, signal));

async function measureReader({ folder, reader }: ReadTask, signal: AbortSignal): Promise<ReadMeasurement> {
  // What an engine moves out to disk goes into the folder that is removed with everything in it.
  process.env.TMPDIR = folder;
  const startBytes = peakBytes();
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  const totals = await READERS[reader](join(folder, FILE_NAME), signal);
  const elapsedMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { totals, elapsedMs, cpuMs: (user + system) / 1000, peakBytes: peakBytes(), startBytes };
}

/** Node gives kibibytes on every system. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** A role whose work is stopped when the parent lets go of it. */
function interruptible(work: (task: unknown, signal: AbortSignal) => Promise<unknown>): Role {
  const controller = new AbortController();
  return {
    run: (task) => work(task, controller.signal),
    end: async () => controller.abort(),
  };
}
