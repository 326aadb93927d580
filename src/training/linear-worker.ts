import { parentPort, workerData } from "node:worker_threads";
import { createLinearRunner, type LinearTask, type LinearThreadSetup } from "./linear-tasks.ts";

const run = createLinearRunner(workerData as LinearThreadSetup);
parentPort?.on("message", (task: LinearTask) => {
  run(task);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
