import { parentPort, workerData } from "node:worker_threads";
import type { ThreadStart } from "../platform.ts";

/** What every module of tasks exports. */
export interface TasksModule<Setup, Task> {
  /** Makes the function by which one thread works on a task. */
  createRunner(setup: Setup): (task: Task) => void;
}

// A training thread says "ready" once it has its tasks, then "done" after each. An error ends the thread, and is its error.
const { tasks, setup }: ThreadStart = workerData;
const { createRunner }: TasksModule<unknown, unknown> = await import(tasks);
const run = createRunner(setup);
parentPort?.on("message", (task: unknown) => {
  run(task);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
