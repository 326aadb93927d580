import { engine, getBackend } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { KernelError } from "../../src/errors.ts";
import { startBackend } from "../../src/neural/backend.node.ts";
import { type EmscriptenModule, requireWasmBackend, startWasmBackend } from "../../src/neural/backend.ts";

/** The smallest valid module: a magic number and a version. */
const EMPTY_MODULE = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
const idle: EmscriptenModule = {
  cwrap: () => () => 0,
  HEAPU8: new Uint8Array(0),
  _malloc: () => 0,
  _free: () => undefined,
};

// In this order: the backend of a process starts once.
describe("the WASM backend", () => {
  it("is missing until it was started", () => {
    expect(requireWasmBackend).toThrow(KernelError);
    expect(requireWasmBackend).toThrow("await its start");
  });

  it("says why it did not start, when the binary cannot be loaded", async () => {
    const start = startWasmBackend(() => Promise.reject(new Error("no such file")));
    await expect(start).rejects.toMatchObject({
      code: "backend-start",
      message: "the tfjs WASM backend did not start: no such file",
    });
    expect(requireWasmBackend).toThrow(KernelError);
  });

  it("says so when the factory aborts", async () => {
    const parts = {
      engine: engine(),
      name: "wasm",
      factory: (configuration: { onAbort(reason: unknown): void }) => {
        configuration.onAbort("out of memory");
        return new Promise<EmscriptenModule>(() => undefined);
      },
      module: EMPTY_MODULE,
      createBackend: () => expect.unreachable(),
    };
    await expect(startWasmBackend(async () => parts)).rejects.toThrow("did not start: out of memory");
  });

  it("does not take a backend that came up broken for a running one", async () => {
    const parts = {
      engine: engine(),
      name: "wasm",
      factory: async () => idle,
      module: EMPTY_MODULE,
      createBackend: () => {
        throw new Error("broken");
      },
    };
    await expect(startWasmBackend(async () => parts)).rejects.toMatchObject({ code: "backend-start" });
    expect(requireWasmBackend).toThrow(KernelError);
  });

  it("starts after failures, once for all who ask", async () => {
    const [first, second] = [startBackend(), startBackend()];
    expect(second).toBe(first);
    await first;
    expect(getBackend()).toBe("wasm");
    expect(requireWasmBackend()).toBe(engine());
  });
});
