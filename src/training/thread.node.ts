import { Worker } from "node:worker_threads";
import type { PlatformThread, ThreadEvents, ThreadStart } from "../platform.ts";

/** Starts a thread that runs worker.ts. */
export function startThread(workerData: ThreadStart, { onAnswer, onEnd }: ThreadEvents): PlatformThread {
  // The source runs as it is under Node, and as .js once built.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), { workerData });
  worker.on("message", onAnswer);
  worker.on("error", onEnd);
  worker.on("exit", (status) => onEnd(new Error(`the thread exited with status ${status}`)));
  return {
    post: (message) => worker.postMessage(message),
    terminate: async () => {
      await worker.terminate();
    },
  };
}
