import type * as tf from "@tensorflow/tfjs";
import { OptionsError } from "../../errors.ts";
import { startBackend } from "../backend.node.ts";
import { addSegmentSums } from "./segment-sums.ts";

/** TensorFlow.js with its Layers API. */
export type Tfjs = typeof tf;

/** The name and the version that go with the backend of this package. */
const PACKAGE = "@tensorflow/tfjs@4.22.0";

/**
 * TensorFlow.js on its WASM backend. It is no dependency: only who brings a network of their own, or takes one along, needs it.
 * Throws OptionsError `needs-tfjs` where it is not installed, KernelError `backend-start`.
 */
export async function openTfjs(): Promise<Tfjs> {
  const found = await import("@tensorflow/tfjs").catch((cause: unknown) => {
    const message = `networks of tfjs: expected ${PACKAGE} beside this package, found none: npm install ${PACKAGE}`;
    throw new OptionsError("needs-tfjs", message, { cause });
  });
  await startBackend();
  addSegmentSums();
  // Who else uses it in this process may have chosen another one meanwhile.
  if (found.getBackend() !== "wasm") await found.setBackend("wasm");
  return found;
}
