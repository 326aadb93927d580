import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRandom } from "../../src/random.ts";

/** The data of one size: what every variant searches. */
export interface Workload {
  readonly itemCount: number;
  readonly factorCount: number;
  /** f32[items × factorCount], row-major. */
  readonly factors: Float32Array;
  /** f32[QUERY_COUNT × factorCount] */
  readonly queries: Float32Array;
  /** Bit i % 8 of byte i / 8 set = item i may be returned; u8[⌈items / 8⌉]. About half of the bits are set. */
  readonly mask: Uint8Array;
}

/** Queries of a workload; a batch takes all of them. */
export const QUERY_COUNT = 128;

/** Spread of the items' lengths: ln(length) has this deviation, so that the longest of a million is 30 times the median. */
const LENGTH_DEVIATION = 0.7;

/** Independent streams of the seed. */
const FACTOR_STREAM = 1;
const QUERY_STREAM = 2;
const MASK_STREAM = 3;

const FILES = { factors: "factors.f32", queries: "queries.f32", mask: "mask.u8" } as const;

/**
 * Makes a workload: items point in random directions (Gaussian entries) and have heavy-tailed (log-normal) lengths, as
 * popular and rare items have; queries are Gaussian; each item passes the filter with probability one half.
 */
export function makeWorkload(itemCount: number, factorCount: number, seed: number): Workload {
  const random = createRandom(seed, FACTOR_STREAM);
  const factors = new Float32Array(itemCount * factorCount);
  for (let item = 0, at = 0; item < itemCount; item++) {
    const length = Math.exp(LENGTH_DEVIATION * random.nextGaussian()) / Math.sqrt(factorCount);
    for (let factor = 0; factor < factorCount; factor++, at++) factors[at] = length * random.nextGaussian();
  }
  const queryRandom = createRandom(seed, QUERY_STREAM);
  const queries = Float32Array.from({ length: QUERY_COUNT * factorCount }, () => queryRandom.nextGaussian());
  const mask = new Uint8Array(Math.ceil(itemCount / 8));
  const maskRandom = createRandom(seed, MASK_STREAM);
  for (let item = 0; item < itemCount; item++) {
    if (maskRandom.nextUint32() >= 0x8000_0000) mask[item >> 3]! |= 1 << (item & 7);
  }
  return { itemCount, factorCount, factors, queries, mask };
}

/** Query number `query`, f32[factorCount], a copy with a buffer of its own: native code may ignore a view's offset. */
export function queryOf({ queries, factorCount }: Workload, query: number): Float32Array {
  return queries.slice(query * factorCount, (query + 1) * factorCount);
}

/** Whether an item passes the workload's filter. */
export function passes(mask: Uint8Array, item: number): boolean {
  return ((mask[item >> 3]! >> (item & 7)) & 1) === 1;
}

/** Stores a workload, so that every process reads the same bytes and need not make them again. */
export async function storeWorkload(folder: string, { factors, queries, mask }: Workload): Promise<void> {
  await writeFile(join(folder, FILES.factors), bytesOf(factors));
  await writeFile(join(folder, FILES.queries), bytesOf(queries));
  await writeFile(join(folder, FILES.mask), mask);
}

/** Reads what storeWorkload stored. Throws RangeError when the files do not have the shape that is asked for. */
export async function loadWorkload(folder: string, itemCount: number, factorCount: number): Promise<Workload> {
  const factors = new Float32Array(await readBuffer(folder, FILES.factors, 4 * itemCount * factorCount));
  const queries = new Float32Array(await readBuffer(folder, FILES.queries, 4 * QUERY_COUNT * factorCount));
  const mask = new Uint8Array(await readBuffer(folder, FILES.mask, Math.ceil(itemCount / 8)));
  return { itemCount, factorCount, factors, queries, mask };
}

/** The bytes of a file in a buffer of their own. */
async function readBuffer(folder: string, name: string, byteLength: number): Promise<ArrayBuffer> {
  const bytes = await readFile(join(folder, name));
  if (bytes.length !== byteLength) {
    throw new RangeError(`${name}: expected ${byteLength} bytes for this size, got ${bytes.length}`);
  }
  const whole = bytes.byteOffset === 0 && bytes.buffer.byteLength === byteLength;
  return whole && bytes.buffer instanceof ArrayBuffer ? bytes.buffer : Uint8Array.from(bytes).buffer;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
