import "../../src/platform.node.ts";
import { withNetworkThreads } from "../../src/neural/threads.ts";
import { createTraining } from "../../src/neural/training.ts";
import { checkerboard, OPTIONS } from "./sample-training.ts";

// A program of its own: trains on two threads until it is interrupted, says why it ended, and has nothing left to do then.
const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
const context = {
  seed: 1,
  threads: 2,
  signal: stop.signal,
  onEpoch: ({ epoch }: { readonly epoch: number }) => epoch === 2 && process.stdout.write("training\n"),
};
const options = { ...OPTIONS, epochs: 100_000 };
try {
  await withNetworkThreads(
    context,
    (source) => createTraining(options, checkerboard, undefined, context, source).run(),
    0,
  );
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code}\n`);
}
