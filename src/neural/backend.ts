import {
  engine,
  getKernel,
  type KernelBackend,
  type KernelConfig,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
} from "@tensorflow/tfjs-core";
import { KernelError } from "../errors.ts";

/** tfjs keys its WASM kernels on this name; no other one works. */
const BACKEND_NAME = "wasm";

/** What the Emscripten factory makes, as far as it is used here. */
export interface EmscriptenModule {
  cwrap(name: string, returns: "number" | null, parameters: readonly "number"[]): (...values: number[]) => number;
}

export type EmscriptenFactory = (configuration: {
  instantiateWasm(imports: WebAssembly.Imports, done: InstanceReceiver): object;
  onAbort(reason: unknown): void;
}) => Promise<EmscriptenModule>;

type InstanceReceiver = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

/** What a platform brings along; the same SIMD binary everywhere, hence the same bits in every answer. */
export interface WasmBackendParts {
  readonly factory: EmscriptenFactory;
  readonly module: WebAssembly.Module;
  /** The backend's class, over the module that the factory makes. */
  readonly createBackend: (module: EmscriptenModule) => KernelBackend;
  /** Kernels to register; those that are registered already are left alone. */
  readonly kernels: readonly KernelConfig[];
}

let started: Promise<void> | undefined;

/**
 * Starts the tfjs WASM backend; later calls share the first one's promise. Call it inside a request, not at module
 * level: the edge allows no random numbers and no I/O there. A failed start may be tried again.
 *
 * Throws KernelError `backend-start` (with the cause) when the binary cannot be loaded or the backend does not come up.
 */
export function startWasmBackend(loadParts: () => Promise<WasmBackendParts>): Promise<void> {
  started ??= start(loadParts).catch((cause: unknown) => {
    started = undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KernelError("backend-start", `the tfjs WASM backend did not start: ${reason}`, { cause });
  });
  return started;
}

/** Throws KernelError `backend-missing` unless the backend has been started. */
export function requireWasmBackend(): void {
  // engine().backendName alone would do, but it keeps the name of a backend that failed to start.
  if (started !== undefined && engine().backendName === BACKEND_NAME) return;
  throw new KernelError(
    "backend-missing",
    "the tfjs WASM backend is not running: await its start before making a head",
  );
}

async function start(loadParts: () => Promise<WasmBackendParts>): Promise<void> {
  const { factory, module, createBackend, kernels } = await loadParts();
  const instance = await instantiate(factory, module);
  for (const kernel of kernels) {
    if (getKernel(kernel.kernelName, BACKEND_NAME) === undefined) registerKernel(kernel);
  }
  // Where the whole package was imported it has put its own factory under the name, which would fetch the binary.
  if (engine().findBackendFactory(BACKEND_NAME) !== null) removeBackend(BACKEND_NAME);
  registerBackend(BACKEND_NAME, () => createBackend(instance));
  // The name of the current backend changes even when the start fails; only this answer tells.
  if (!(await setBackend(BACKEND_NAME))) throw new Error("setBackend answered false");
}

function instantiate(factory: EmscriptenFactory, module: WebAssembly.Module): Promise<EmscriptenModule> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (imports: WebAssembly.Imports, done: InstanceReceiver): object => {
      WebAssembly.instantiate(module, imports).then((instance) => done(instance, module), reject);
      return {};
    };
    factory({ instantiateWasm, onAbort: reject }).then(resolve, reject);
  });
}
