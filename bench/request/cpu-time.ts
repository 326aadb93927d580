import { readdirSync, readFileSync } from "node:fs";

/** The processes that process `pid` has started; empty where the system does not say (it is Linux that does). */
export function childrenOf(pid: number): number[] {
  return threadFiles(pid, "children").flatMap((list) => list.split(" ").filter(Boolean).map(Number));
}

/**
 * CPU time that the living threads of these processes have used so far, in milliseconds; undefined where the system does
 * not say. What other processes do hardly changes it, unlike the time on the clock.
 */
export function cpuTimeMs(pids: readonly number[]): number | undefined {
  const times = pids.flatMap((pid) => threadFiles(pid, "schedstat")).map((line) => Number(line.split(" ")[0]));
  return times.length === 0 ? undefined : times.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
}

/** One file of /proc for every thread that is still there. */
function threadFiles(pid: number, name: string): string[] {
  const texts: string[] = [];
  for (const thread of readOr(() => readdirSync(`/proc/${pid}/task`), [])) {
    texts.push(readOr(() => readFileSync(`/proc/${pid}/task/${thread}/${name}`, "utf8").trim(), ""));
  }
  return texts.filter((text) => text !== "");
}

/** Threads end while one looks: what is gone, or never was on this system, counts as the alternative. */
function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
