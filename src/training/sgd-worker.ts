import { parentPort, workerData } from "node:worker_threads";
import { createSgdRunner, type SgdTask, type SgdThreadSetup } from "./sgd-tasks.ts";

const run = createSgdRunner(workerData as SgdThreadSetup);
parentPort?.on("message", (task: SgdTask) => {
  run(task);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
