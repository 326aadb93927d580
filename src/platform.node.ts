import { useLayersApi } from "./neural/tfjs/layers-api.ts";
import { usePlatform } from "./platform.ts";
import { machineBytes } from "./training/machine.node.ts";
import { startThread } from "./training/thread.node.ts";

// Training in Node: whoever imports this file can train. A command that is refused loads no more than this file.
usePlatform({
  kernels: async () => (await import("./kernels/module.node.ts")).kernelModule(),
  trainingKernels: async () => (await import("./kernels/module.node.ts")).threadedKernelModule(),
  sharesMemory: true,
  memoryBytes: machineBytes,
  nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
  startThread,
  // tfjs takes longer to import than everything else: only a re-ranker that is trained pays for it.
  startBackend: async () => (await import("./neural/backend.node.ts")).startBackend(),
});

// Its loading is put off likewise.
useLayersApi(async () => (await import("./neural/tfjs/layers-api.node.ts")).layersApi);
