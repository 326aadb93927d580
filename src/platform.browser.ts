import { kernelModule } from "./kernels/module.browser.ts";
import { trainingKernelModule } from "./kernels/training-module.browser.ts";
import { usePlatform } from "./platform.ts";

/** What 32-bit addresses reach; how much memory there is no page is told. */
const FOUR_GIBIBYTES = 2 ** 32;

const waiting: (() => void)[] = [];
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => waiting.shift()?.();

// Training in a page, or in a worker of one: on that thread alone.
usePlatform({
  kernels: kernelModule,
  trainingKernels: trainingKernelModule,
  sharesMemory: false,
  memoryBytes: () => FOUR_GIBIBYTES,
  // A message has no least delay, as timers have after a few of them.
  nextTurn: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    }),
});
