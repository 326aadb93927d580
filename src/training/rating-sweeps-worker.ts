import { parentPort, workerData } from "node:worker_threads";
import { createRatingSweepsRunner, type RatingSweepsSetup, type RatingSweepsTask } from "./rating-sweeps-tasks.ts";

const run = createRatingSweepsRunner(workerData as RatingSweepsSetup);
parentPort?.on("message", (task: RatingSweepsTask) => {
  run(task);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
