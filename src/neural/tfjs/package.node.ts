import type * as tf from "@tensorflow/tfjs";
import { startBackend } from "../backend.node.ts";
import { missingTfjs } from "./network-path.node.ts";

/** TensorFlow.js with its Layers API. */
export type Tfjs = typeof tf;

/**
 * TensorFlow.js on its WASM backend. It is no dependency: only who brings a network of their own, or takes one along, needs it.
 * Throws OptionsError `needs-tfjs` where it is not installed, KernelError `backend-start`.
 */
export async function openTfjs(): Promise<Tfjs> {
  const found = await import("@tensorflow/tfjs").catch((cause: unknown) => {
    throw missingTfjs(cause);
  });
  await startBackend();
  (await import("./segment-sums.ts")).addSegmentSums();
  // Who else uses it in this process may have chosen another one meanwhile.
  if (found.getBackend() !== "wasm") await found.setBackend("wasm");
  return found;
}
