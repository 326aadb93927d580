import { describe, expect, it } from "vitest";
import type { StepReport } from "../../src/training/context.ts";
import { runWork } from "../../src/training/steps.ts";

/** Work on the calling thread that notes which blocks it has done. */
function inlineWork(total: number, busyMs = 0) {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const done: number[] = [];
  const slices: number[] = [];
  const run = async (end: number): Promise<void> => {
    slices.push(end - counter[0]!);
    for (let block = Atomics.add(counter, 0, 1); block < end; block = Atomics.add(counter, 0, 1)) {
      const until = performance.now() + busyMs;
      while (performance.now() < until);
      done.push(block);
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { work: { counter, total, blocking: true, run }, done, slices };
}

describe("work in slices of the calling thread", () => {
  it("does every block once, in slices that grow", async () => {
    const { work, done, slices } = inlineWork(1000);
    const reports: StepReport[] = [];
    await runWork(work, { onStep: (report) => void reports.push(report) }, "blocks");
    expect(done).toEqual(Array.from({ length: 1000 }, (_, block) => block));
    expect(slices.slice(0, 4)).toEqual([1, 4, 16, 64]);
    expect(reports.at(-1)).toEqual({ phase: "blocks", done: 1000, total: 1000 });
    expect(reports.map((report) => report.done)).toEqual(
      reports.map((report) => report.done).toSorted((a, b) => a - b),
    );
  });

  it("looks at the signal between slices that take a fraction of a second", async () => {
    const { work, done } = inlineWork(10_000, 20);
    const startedMs = performance.now();
    const attempt = runWork(work, { signal: AbortSignal.timeout(100) });
    await expect(attempt).rejects.toMatchObject({ code: "interrupted" });
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect(done.length).toBeLessThan(100);
  });

  it("does nothing when it was interrupted before, and reports nothing without a name", async () => {
    const { work, done } = inlineWork(10);
    await expect(runWork(work, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "interrupted" });
    expect(done).toEqual([]);
    const reports: StepReport[] = [];
    await runWork(work, { onStep: (report) => void reports.push(report) });
    expect(reports).toEqual([]);
  });

  it("has nothing to do where there are no blocks", async () => {
    const { work, slices } = inlineWork(0);
    await runWork(work, {}, "blocks");
    expect(slices).toEqual([]);
  });
});

describe("work of other threads", () => {
  /** Takes a block every few milliseconds without keeping this thread busy, as a worker does. */
  function watchedWork(total: number) {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const run = async (end: number): Promise<void> => {
      while (Atomics.add(counter, 0, 1) < end) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    return { counter, total, blocking: false, run };
  }

  it("is reported while it goes on", async () => {
    const reports: StepReport[] = [];
    await runWork(watchedWork(100), { onStep: (report) => void reports.push(report) }, "blocks");
    expect(reports.length).toBeGreaterThan(1);
    expect(reports[0]?.done).toBeGreaterThan(0);
    expect(reports[0]?.done).toBeLessThan(100);
    expect(reports.at(-1)?.done).toBe(100);
  });

  it("ends with the blocks that are being worked on when it is interrupted", async () => {
    const startedMs = performance.now();
    const attempt = runWork(watchedWork(1_000_000), { signal: AbortSignal.timeout(50) });
    await expect(attempt).rejects.toMatchObject({ code: "interrupted" });
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});
