import { parentPort, workerData } from "node:worker_threads";
import { createItemNeighboursRunner, type ItemNeighboursSetup } from "./item-neighbours-tasks.ts";
import type { RowTask } from "./row-parts.ts";

const run = createItemNeighboursRunner(workerData as ItemNeighboursSetup);
parentPort?.on("message", (task: RowTask) => {
  run(task);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
