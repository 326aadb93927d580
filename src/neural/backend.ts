import type { KernelBackend } from "@tensorflow/tfjs-core";
import type { Engine } from "@tensorflow/tfjs-core/dist/engine.js";
import { KernelError } from "../errors.ts";

/** What the Emscripten factory makes, as far as it is used here. */
export interface EmscriptenModule {
  /** A function of the binary. An array is copied in for the length of a call. */
  cwrap(
    name: string,
    returns: "number" | null,
    parameters: readonly ("number" | "array")[],
  ): (...values: (number | Uint8Array)[]) => number;
  /** The heap; another array after it has grown, so not to be kept across an allocation. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  _malloc(bytes: number): number;
  _free(offset: number): void;
}

export type EmscriptenFactory = (configuration: {
  instantiateWasm(imports: WebAssembly.Imports, done: InstanceReceiver): object;
  onAbort(reason: unknown): void;
}) => Promise<EmscriptenModule>;

type InstanceReceiver = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

/** What the engine of tfjs asks of a backend here; the rest of its interface is for other devices and for measuring. */
export type TensorBackend = Pick<
  KernelBackend,
  "write" | "read" | "readSync" | "disposeData" | "incRef" | "refCount" | "numDataIds" | "memory" | "dispose"
>;

/** What a platform brings along; the same SIMD binary everywhere, hence the same bits in every answer. */
export interface WasmBackendParts {
  /**
   * The part of tfjs that keeps tensors and runs kernels: in Node the one that the whole process shares, because training
   * uses operations of the package; where heads only serve, one of their own.
   */
  readonly engine: Engine;
  /** The backend's name, on which its kernels are keyed; these are registered already. */
  readonly name: string;
  readonly factory: EmscriptenFactory;
  readonly module: WebAssembly.Module;
  /** The backend's class, over the module that the factory makes. */
  readonly createBackend: (module: EmscriptenModule) => TensorBackend;
}

let started: Promise<void> | undefined;
let running: Pick<WasmBackendParts, "engine" | "name"> | undefined;

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

/** The engine of the backend that has been started. Throws KernelError `backend-missing` unless one has. */
export function requireWasmBackend(): Engine {
  if (running !== undefined && running.engine.backendName === running.name) return running.engine;
  throw new KernelError(
    "backend-missing",
    "the tfjs WASM backend is not running: await its start before making a head",
  );
}

async function start(loadParts: () => Promise<WasmBackendParts>): Promise<void> {
  const { engine, name, factory, module, createBackend } = await loadParts();
  // Not inside the engine, which would keep to itself why that failed.
  const backend = createBackend(await instantiate(factory, module));
  // Where the whole package was imported it has put its own factory under the name, which would fetch the binary.
  if (engine.findBackendFactory(name) !== null) engine.removeBackend(name);
  engine.registerBackend(name, () => backend as KernelBackend);
  await engine.setBackend(name);
  running = { engine, name };
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
