import { parentPort, workerData } from "node:worker_threads";
import { type AlsTask, type AlsThreadSetup, createAlsRunner } from "./als-tasks.ts";

const run = createAlsRunner(workerData as AlsThreadSetup);
parentPort?.on("message", (task: AlsTask) => {
  run(task);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
