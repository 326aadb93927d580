/** A training thread that follows the pool's protocol and dies as it is told: its setup and its tasks say how. */
import { parentPort, workerData } from "node:worker_threads";

function obey(order: unknown): void {
  if (order === "throw") throw new Error("told to throw");
  if (order === "exit") process.exit(7);
  if (order === "exit soon") setTimeout(() => process.exit(7), 20);
  if (order === "throw soon") {
    setTimeout(() => {
      throw new Error("told to throw later");
    }, 20);
  }
}

obey(workerData);
parentPort?.on("message", (order: unknown) => {
  obey(order);
  parentPort?.postMessage("done");
});
parentPort?.postMessage("ready");
