import { parentPort, workerData } from "node:worker_threads";
import {
  createItemNeighboursRunner,
  type ItemNeighboursSetup,
  type ItemNeighboursTask,
} from "./item-neighbours-tasks.ts";

const run = createItemNeighboursRunner(workerData as ItemNeighboursSetup);
parentPort?.on("message", (task: ItemNeighboursTask) => {
  run(task);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
