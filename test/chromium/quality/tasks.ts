import type { Page } from "playwright-core";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly tid: number;
  readonly pid: number;
  /** Microseconds. */
  readonly dur?: number;
  /** Microseconds of processor time of the thread. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest tasks of the page's main thread while something was done: on the clock, and in time of the processor. */
export interface LongestTasks {
  readonly taskCount: number;
  readonly longestMs: number;
  /** What other processes take of the machine is not in it. */
  readonly longestProcessorMs: number;
}

/** Traces the page's main thread while `work` runs. */
export async function longestTasks(page: Page, work: () => Promise<unknown>): Promise<LongestTasks> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (session === undefined) throw new Error("expected a browser that can be traced");
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const ended = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  const includedCategories = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"];
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories } });
  await work();
  await session.send("Tracing.end");
  await ended;
  await session.detach();
  const mains = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  const tasks = events.filter(
    ({ name, ph, pid, tid }) => ph === "X" && name.endsWith("RunTask") && mains.has(`${pid}:${tid}`),
  );
  const longest = (of: (task: TraceEvent) => number): number =>
    tasks.reduce((most, task) => Math.max(most, of(task)), 0) / 1000;
  return {
    taskCount: tasks.length,
    longestMs: longest(({ dur = 0 }) => dur),
    longestProcessorMs: longest(({ tdur = 0 }) => tdur),
  };
}
