import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createLayout, PAGE_BYTES } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { alsShapeOf, planAlsMemory } from "../../src/models/implicit-als/train-als-memory.ts";
import { ALS_TASKS } from "../../src/models/implicit-als/train-als-tasks.ts";
import { trainingMemory } from "../../src/training/shared-memory.ts";
import { createThreadPool, type ThreadPool } from "../../src/training/thread-pool.ts";
import { randomTable } from "./tables.ts";

const MORTAL = new URL("./mortal-tasks.ts", import.meta.url).href;
const failure = { name: "TrainingError", code: "thread-failed" };

async function withPool<Task>(pool: Promise<ThreadPool<Task>>, work: (pool: ThreadPool<Task>) => Promise<void>) {
  const opened = await pool;
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

describe("a pool of threads", () => {
  it("runs task after task on threads that live", async () => {
    await withPool(createThreadPool<string, string>(MORTAL, ["live", "live"]), async (pool) => {
      for (let task = 0; task < 3; task++) await expect(pool.run("work")).resolves.toBeUndefined();
    });
  });

  it.each(["throw", "exit"])("fails to start when a thread is told to %s", async (order) => {
    await expect(createThreadPool(MORTAL, ["live", order])).rejects.toMatchObject(failure);
  });

  it.each(["throw", "exit"])("fails the task at which a thread is told to %s, with the cause", async (order) => {
    await withPool(createThreadPool<string, string>(MORTAL, ["live", "live"]), async (pool) => {
      const error = await pool.run(order).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(failure);
      const reason = order === "throw" ? "told to throw" : "the thread exited with status 7";
      expect((error as Error).cause).toMatchObject({ message: reason });
    });
  });

  it.each(["throw soon", "exit soon"])("fails the next task when an idle thread dies (%s)", async (order) => {
    await withPool(createThreadPool<string, string>(MORTAL, ["live", order]), async (pool) => {
      await sleep(150);
      await expect(pool.run("work")).rejects.toMatchObject(failure);
      await expect(pool.run("work")).rejects.toMatchObject(failure);
    });
  });

  it("can be closed after a failure", async () => {
    const pool = await createThreadPool<string, string>(MORTAL, ["live", "live"]);
    await expect(pool.run("throw")).rejects.toMatchObject(failure);
    await expect(pool.close()).resolves.toBeUndefined();
  });

  it("fails when a training thread leaves its memory", async () => {
    const module = await threadedKernelModule();
    const table = randomTable(40, 30, 0.2, 1);
    // Behind the constants of the module.
    const layout = createLayout(PAGE_BYTES);
    const map = planAlsMemory(layout, alsShapeOf(table), { factors: 4, solver: "cholesky" }, 2);
    const memory = trainingMemory(layout.end);
    const broken = { ...map, items: { ...map.items, factors: memory.buffer.byteLength } };
    const setups = [0, 1].map((threadIndex) => ({ module, memory, map: broken, threadIndex }));
    await withPool(createThreadPool(ALS_TASKS, setups), async (pool) => {
      await expect(pool.run({ kind: "gram", side: "items", cgSteps: 0 })).rejects.toMatchObject(failure);
    });
  });
});
