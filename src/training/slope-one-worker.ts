import { parentPort, workerData } from "node:worker_threads";
import type { RowTask } from "./row-parts.ts";
import { createSlopeOneRunner, type SlopeOneSetup } from "./slope-one-tasks.ts";

const run = createSlopeOneRunner(workerData as SlopeOneSetup);
parentPort?.on("message", (task: RowTask) => {
  run(task);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
