import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { add, Environment, engine, getBackend, registerKernel, type Tensor, tensor1d } from "@tensorflow/tfjs-core";
import type { Engine } from "@tensorflow/tfjs-core/dist/engine.js";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { startBackend } from "../../src/neural/backend.node.ts";
import type { EmscriptenFactory, EmscriptenModule } from "../../src/neural/backend.ts";
import { FUSED_MAT_MUL, ServingBackend } from "../../src/neural/serving-backend.ts";
import { serveWeights } from "../../src/rerankers/mlp/mlp-head.ts";
import type { HeadWeights } from "../../src/rerankers/mlp/weights.ts";
import type { Head } from "../../src/rerankers/reranker.ts";
import { randomInput, shakenWeights } from "../rerankers/mlp/sample-heads.ts";

const FEATURES = 13;
const HEADS = [[], [5], [32, 16], [64, 33, 7]].map((hidden, seed) => shakenWeights(FEATURES, hidden, seed));
const INPUTS = [1, 2, 7, 16, 33, 200].map((count) => randomInput(FEATURES, count, count, 0.1));

function scoreAll(serveWeights: (weights: HeadWeights) => Head): Float32Array[] {
  return HEADS.flatMap((weights) => {
    const head = serveWeights(weights);
    const scores = INPUTS.map((input) => head.score(input));
    head.dispose();
    return scores;
  });
}

/** An engine apart, as serving-parts.ts makes one; Node has the class by this road only. */
function createEngine(): Engine {
  const environment = new Environment({});
  for (const flag of ["DEBUG", "IS_TEST"]) environment.registerFlag(flag, () => false);
  return new (engine().constructor as typeof Engine)(environment);
}

const apart = createEngine();
const vector = (values: Float32Array): Tensor => apart.makeTensor(values, [values.length], "float32");

/** Starts the backend for serving in Node, in a copy of our modules that has started none yet; answers that copy's heads. */
async function startServing(created: (backend: ServingBackend, wasm: EmscriptenModule) => void) {
  const path = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";
  const bytes = await readFile(createRequire(import.meta.url).resolve(path));
  const { default: factory } = await import("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js");
  registerKernel(FUSED_MAT_MUL);
  vi.resetModules();
  const { startWasmBackend } = await import("../../src/neural/backend.ts");
  await startWasmBackend(async () => ({
    engine: apart,
    name: FUSED_MAT_MUL.backendName,
    factory: factory as unknown as EmscriptenFactory,
    module: await WebAssembly.compile(bytes),
    createBackend: (wasm) => {
      const backend = new ServingBackend(wasm);
      created(backend, wasm);
      return backend;
    },
  }));
  return import("../../src/rerankers/mlp/mlp-head.ts");
}

describe("the backend for serving", () => {
  let wasm: EmscriptenModule;
  let backend: ServingBackend;
  /** Of the backend for serving, and of the package's own one, on which heads are trained. */
  let scores: Float32Array[];
  let expected: Float32Array[];

  beforeAll(async () => {
    await startBackend();
    expected = scoreAll(serveWeights);
    const heads = await startServing((...made) => {
      [backend, wasm] = made;
    });
    scores = scoreAll(heads.serveWeights);
  });

  it("scores with the same bits as the backend on which heads are trained", () => {
    expect(apart.backend).toBe(backend);
    expect(scores).toHaveLength(HEADS.length * INPUTS.length);
    expect(scores).toEqual(expected);
  });

  it("holds nothing after its heads are gone, and has nothing in the engine that all share", () => {
    expect([apart.memory().numTensors, backend.numDataIds()]).toEqual([0, 0]);
    expect(getBackend()).toBe("wasm");
    expect(engine().findBackendFactory(FUSED_MAT_MUL.backendName)).toBeNull();
    const sum = add(tensor1d([1, 2]), tensor1d([3, 4]));
    expect(sum.dataSync()).toEqual(Float32Array.of(4, 6));
  });

  it("gives all memory back: a thousand tensors of 1 MB fit in a heap that does not grow", () => {
    const before = { ...apart.memory(), stored: backend.numDataIds() };
    const values = new Float32Array(250_000).fill(1);
    apart.disposeTensor(vector(values));
    const heap = wasm.HEAPU8.byteLength;
    for (let round = 0; round < 1000; round++) apart.disposeTensor(vector(values));
    expect(wasm.HEAPU8.byteLength).toBe(heap);
    expect({ ...apart.memory(), stored: backend.numDataIds() }).toEqual(before);
  });

  it("keeps tensors as they are while the heap grows, and copies of them too", () => {
    const small = vector(Float32Array.of(1, 2, 3));
    const copy = apart.readSync(small.dataId);
    const heap = wasm.HEAPU8.byteLength;
    const large = vector(new Float32Array(heap / 4));
    expect(wasm.HEAPU8.byteLength).toBeGreaterThan(heap);
    expect(apart.readSync(small.dataId)).toEqual(Float32Array.of(1, 2, 3));
    for (const tensor of [small, large]) apart.disposeTensor(tensor);
    expect(copy).toEqual(Float32Array.of(1, 2, 3));
  });

  it("copies the part of a buffer that an array covers", async () => {
    const values = Float32Array.of(0, 1, 2, 3, 4).subarray(1, 4);
    const tensor = vector(values);
    values.fill(9);
    expect(await apart.read(tensor.dataId)).toEqual(Float32Array.of(1, 2, 3));
    apart.disposeTensor(tensor);
  });

  it("disposes of a tensor when its last reference goes, or at once by force", () => {
    for (const force of [false, true]) {
      const key = backend.write(new Float32Array(4), [4], "float32");
      const stored = backend.numDataIds();
      backend.incRef(key);
      expect(backend.refCount(key)).toBe(2);
      expect(backend.disposeData(key, force)).toBe(force);
      expect(backend.refCount(key)).toBe(force ? 0 : 1);
      expect(backend.disposeData(key)).toBe(true);
      expect(backend.numDataIds()).toBe(stored - 1);
      expect(backend.disposeData(key)).toBe(true);
      expect(() => backend.readSync(key)).toThrow("disposed of");
    }
  });

  it("refuses values that are no f32 or do not fill their shape", () => {
    const write = () => backend.write(Int32Array.of(1, 2), [2], "int32");
    expect(write).toThrow("expected a Float32Array, got values of type int32");
    expect(() => backend.write(new Float32Array(3), [2, 2], "float32")).toThrow("shape 2,2: expected 4 values, got 3");
  });

  it("refuses to compute what no head asks for", () => {
    const of = (...shape: number[]): Tensor =>
      apart.makeTensor(new Float32Array(shape.reduce((size, length) => size * length, 1)), shape, "float32");
    const [rows, kernel, bias] = [of(1, 2, 3), of(1, 3, 4), of(4)];
    const run = (
      inputs: Record<string, Tensor>,
      attributes: Record<string, string | boolean> = { activation: "relu" },
    ) => apart.runKernel<Tensor>("_FusedMatMul", { a: rows, b: kernel, bias, ...inputs }, attributes);
    const stored = backend.numDataIds();
    for (const attributes of [
      { activation: "elu" },
      { activation: "prelu" },
      { activation: "relu", transposeB: true },
    ]) {
      expect(() => run({}, attributes)).toThrow("expected nothing to transpose, and linear or relu");
    }
    const without = () => apart.runKernel<Tensor>("_FusedMatMul", { a: rows, b: kernel }, { activation: "linear" });
    expect(without).toThrow("expected two tensors to multiply and a bias");
    const misfits = [{ a: of(2, 2, 3) }, { a: of(2, 3) }, { a: of(1, 2, 4) }, { b: of(2, 3, 4) }, { b: of(3, 4) }];
    for (const inputs of [...misfits, { bias: of(5) }, { bias: of(1, 4) }]) {
      expect(() => run(inputs)).toThrow("expected shapes [1,rows,inner], [1,inner,columns] and [columns], got");
    }
    expect(backend.numDataIds()).toBe(stored + misfits.length + 2);
    expect(run({}).shape).toEqual([1, 2, 4]);
  });
});

it("refuses a tensor that the heap has no room for", () => {
  const full = { cwrap: () => () => 0, HEAPU8: new Uint8Array(64), _malloc: () => 0, _free: () => undefined };
  const backend = new ServingBackend(full);
  expect(() => backend.write(Float32Array.of(1, 2), [2], "float32")).toThrow("a tensor of 8 bytes");
  expect(backend.numDataIds()).toBe(0);
});
