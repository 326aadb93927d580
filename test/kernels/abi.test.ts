import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { KernelError } from "../../src/errors.ts";
import { KERNEL_ARITIES, LIST_ARITIES } from "../../src/kernels/abi.ts";
import { instantiateKernels } from "../../src/kernels/instantiate.ts";
import { kernelModule, threadedKernelModule } from "../../src/kernels/module.node.ts";
import { TRAINING_ARITIES } from "../../src/kernels/training-abi.ts";

/** The build of training for a page. */
const pageKernelModule = async () =>
  WebAssembly.compile(await readFile(new URL("../../build/kernels-training.wasm", import.meta.url)));

/** The build of lists for a page. */
const listKernelModule = async () =>
  WebAssembly.compile(await readFile(new URL("../../build/kernels-lists.wasm", import.meta.url)));

const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
const section = (id: number, ...content: number[]): number[] => [id, content.length, ...content];

/** A module with one export, a function of `arity` i32 parameters, and the imports that are given. */
function moduleWith(name: string, arity: number, imports: number[] = []): WebAssembly.Module {
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, arity, ...new Array<number>(arity).fill(0x7f), 0),
    ...(imports.length > 0 ? section(2, 1, ...imports) : []),
    ...section(3, 1, 0),
    ...section(7, 1, ...text(name), 0, 0),
    ...section(10, 1, 2, 0, 0x0b),
  ];
  return new WebAssembly.Module(Uint8Array.from(bytes));
}

const memory = () => new WebAssembly.Memory({ initial: 1, maximum: 65_536 });

describe.each([
  ["build/kernels.wasm", await kernelModule(), false, KERNEL_ARITIES],
  ["build/kernels-lists.wasm", await listKernelModule(), false, LIST_ARITIES],
  ["build/kernels-threads.wasm", await threadedKernelModule(), true, TRAINING_ARITIES],
  ["build/kernels-training.wasm", await pageKernelModule(), false, TRAINING_ARITIES],
])("%s", (_, module, shared, expected) => {
  it("exports exactly the kernels of the ABI, with their parameters, and the memory", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const arities = Object.entries(exports)
      .filter(([name]) => name !== "memory")
      .map(([name, value]) => [name, typeof value === "function" ? value.length : typeof value]);
    expect(Object.fromEntries(arities)).toEqual(expected);
    expect(exports.memory).toBe(memory);
  });

  it("imports the memory and nothing else", () => {
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
  });
});

describe("a module that is not ours", () => {
  it("with a missing export is refused by name", () => {
    const attempt = () => instantiateKernels(moduleWith("heapBase", 0), memory());
    expect(attempt).toThrow(KernelError);
    expect(attempt).toThrow(expect.objectContaining({ code: "kernel-abi" }));
    expect(attempt).toThrow("kernel scanF32: expected a function of 11 parameters, got undefined; ");
  });

  it("with another number of parameters is refused", () => {
    const attempt = () => instantiateKernels(moduleWith("heapBase", 2), memory());
    expect(attempt).toThrow(expect.objectContaining({ code: "kernel-abi" }));
    expect(attempt).toThrow("kernel heapBase: expected a function of 0 parameters, got one of 2; ");
  });

  it("with another import is refused, with the platform's reason", () => {
    const imports = [...text("env"), ...text("abort"), 0, 0];
    const attempt = () => instantiateKernels(moduleWith("heapBase", 0, imports), memory());
    expect(attempt).toThrow(expect.objectContaining({ code: "kernel-abi", cause: expect.any(WebAssembly.LinkError) }));
  });

  it("for shared memory is refused on a memory that is not", async () => {
    const module = await threadedKernelModule();
    const attempt = () => instantiateKernels(module, memory());
    expect(attempt).toThrow(expect.objectContaining({ code: "kernel-abi" }));
  });
});

it("the serving build has at most 20 KiB when compressed", async () => {
  const bytes = await readFile(new URL("../../build/kernels.wasm", import.meta.url));
  expect(gzipSync(bytes, { level: 9 }).byteLength).toBeLessThanOrEqual(20 * 1024);
});
