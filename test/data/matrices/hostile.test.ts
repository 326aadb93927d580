import { existsSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { arrayTable } from "../../../src/data/matrices/array-table.ts";
import { openNpy } from "../../../src/data/matrices/npy-source.ts";
import { openNpz } from "../../../src/data/matrices/npz.ts";
import { openSafetensors } from "../../../src/data/matrices/safetensors-file.ts";
import type { ArrayFile } from "../../../src/data/matrices/stored-array.ts";
import { DataError } from "../../../src/errors.ts";
import { temporaryFolder } from "../../cli/nearedge.ts";
import { type NpyOptions, npy, npyText, safetensors, type ZipEntry, zip } from "../matrix-files.ts";

const { folder, write } = temporaryFolder();
const MATRIX = npy([1, 2, 3, 4], [2, 2]);

type Open = (path: string) => Promise<ArrayFile>;

/** Reads all of an array: how many rows there are. */
async function readAll(open: Open, path: string, name: string): Promise<number> {
  const file = await open(path);
  try {
    let rows = 0;
    const table = arrayTable(await file.array(name), { factors: 512, rows: "items" });
    for await (const { values } of table.blocks()) rows += values.length / table.factorCount;
    return rows;
  } finally {
    await file.close();
  }
}

const npyFaults: readonly (readonly [what: string, code: string, file: Buffer])[] = [
  ["another file", "not-npy", Buffer.from("user,item\n1,2\n".repeat(20))],
  ["a pickle", "not-npy", Buffer.from("\x80\x04cos\nsystem\n(S'true'\ntR.", "latin1")],
  ["nothing but the magic", "npy-header", MATRIX.subarray(0, 6)],
  ["half a header", "npy-header", MATRIX.subarray(0, 60)],
  ["half the data", "array-size", MATRIX.subarray(0, MATRIX.length - 4)],
  ["bytes behind the data", "array-size", Buffer.concat([MATRIX, Buffer.from([0])])],
  ["Python objects", "object-array", npy([0, 0, 0, 0], [2, 2], { descr: "|O" })],
  ["texts", "array-type", npy([0, 0, 0, 0], [2, 2], { descr: "<U1" })],
  ["complex numbers", "array-type", npy([0, 0, 0, 0], [2, 2], { descr: "<c8" })],
  [
    "records",
    "array-type",
    npy([1], [1], { headerText: "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }" }),
  ],
  ["code in place of a dictionary", "npy-header", npy([1], [1], { headerText: "__import__('os').system('true')" })],
  [
    "a dictionary without an order",
    "npy-header",
    npy([1], [1], { headerText: "{'descr': '<f4', 'shape': (1,), 'shape': (1,), }" }),
  ],
  ["a shape of negative size", "npy-header", npy([1], [1], { shapeText: "(-1, 4)" })],
  ["a shape that is too large to count", "array-size", npy([1], [1], { shapeText: "(9007199254740991, 512)" })],
  ["a shape beyond whole numbers", "npy-header", npy([1], [1], { shapeText: "(99999999999999999999, 2)" })],
  ["a shape of more rows than there are", "array-size", npy([1, 2], [1, 2], { shapeText: "(4000000000, 2)" })],
  ["version 9", "npy-header", Buffer.from(MATRIX).fill(9, 6, 7)],
  ["a list", "wrong-rank", npy([1, 2], [2])],
  ["three indices", "wrong-rank", npy([1, 2], [1, 1, 2])],
  ["a single number", "wrong-rank", npy([1], [])],
  ["no rows", "no-rows", npy([], [0, 4])],
  ["no factors", "too-many-factors", npy([], [4, 0])],
  ["513 factors", "too-many-factors", npy(new Float32Array(513), [1, 513])],
  ["NaN", "not-finite", npy([1, 2, Number.NaN, 4], [2, 2])],
  ["an infinity", "not-finite", npy([1, 2, Number.NEGATIVE_INFINITY, 4], [2, 2], { fortran: true })],
  ["an infinity of 16 bits", "not-finite", npy([1, 2, Number.POSITIVE_INFINITY, 4], [2, 2], { descr: "<f2" })],
  ["a number beyond f32", "not-finite", npy([1, 2, 1e300, 4], [2, 2], { descr: "<f8" })],
];

describe("a .npy file", () => {
  it.each(npyFaults)("of %s is refused as %s", async (_, code, file) => {
    await expect(readAll(openNpy, write("bad.npy", file), "")).rejects.toMatchObject({ name: "DataError", code });
  });

  it.each<[string, NpyOptions]>([
    ["row-major", {}],
    ["by columns", { fortran: true }],
  ])("says in which row and column a number is not finite: %s", async (_, options) => {
    const path = write("nan.npy", npy([1, 2, 3, Number.NaN, 5, 6], [3, 2], options));
    await expect(readAll(openNpy, path, "")).rejects.toThrow(
      "nan.npy: row 1, column 1: expected a finite number, got NaN",
    );
  });

  it("that went away before its rows were read is refused as a file, and not as what could not be written", async () => {
    const path = write("gone.npy", npy([1, 2], [1, 2]));
    const table = arrayTable(await (await openNpy(path)).array(""), { factors: 512, rows: "items" });
    rmSync(path);
    const first = table.blocks()[Symbol.asyncIterator]().next();
    await expect(first).rejects.toMatchObject({ name: "DataError", code: "missing-file" });
  });

  it("that is a folder or is not there is refused", async () => {
    await expect(openNpy(tmpdir())).rejects.toMatchObject({ code: "is-directory" });
    await expect(openNpy("/no/such/file.npy")).rejects.toMatchObject({ code: "missing-file" });
  });
});

const member = (more: Partial<ZipEntry> = {}): ZipEntry => ({ name: "x.npy", bytes: MATRIX, ...more });
const large = Buffer.concat([npy([], [32_768, 256]), Buffer.alloc(4 * 32_768 * 256)]);
const good = zip([member()]);

const npzFaults: readonly (readonly [what: string, code: string, file: Buffer])[] = [
  ["of another kind", "not-zip", Buffer.from("user,item\n")],
  ["that is empty", "not-zip", Buffer.alloc(0)],
  ["that is cut off", "not-zip", good.subarray(0, good.length - 30)],
  ["that lost its beginning", "zip-directory", good.subarray(40)],
  ["without the array", "no-such-array", zip([member({ name: "y.npy" })])],
  ["without arrays", "no-such-array", zip([])],
  ["that climbs out of its folder", "zip-name", zip([member(), member({ name: "../x.npy" })])],
  ["with an absolute name", "zip-name", zip([member({ name: "/etc/x.npy" })])],
  ["with a name of Windows", "zip-name", zip([member({ name: "C:\\x.npy" })])],
  ["with a name twice", "zip-name", zip([member(), member()])],
  ["with two members at one place", "zip-overlap", zip([member(), member({ name: "y.npy", offset: 0 })])],
  ["with a member beyond the file", "zip-directory", zip([member({ offset: 1_000_000 })])],
  ["with a password", "zip-encrypted", zip([member({ flags: 1 })])],
  ["packed by another method", "zip-method", zip([member({ method: 14 })])],
  ["whose member calls itself otherwise", "zip-directory", zip([member({ localName: "z.npy" })])],
  ["with another checksum", "zip-checksum", zip([member({ crc: 1 })])],
  ["with another checksum, deflated", "zip-checksum", zip([member({ crc: 1, deflated: true })])],
  ["that unpacks to more than it says", "zip-bomb", zip([member({ deflated: true, byteLength: 100 })])],
  ["that unpacks to less than it says", "zip-checksum", zip([member({ deflated: true, byteLength: 1000 })])],
  ["of two sizes of stored data", "zip-directory", zip([member({ byteLength: 1000 })])],
  ["that is called deflated and is not", "zip-data", zip([member({ method: 8, bytes: Buffer.alloc(300, 7) })])],
  ["that is a bomb", "zip-bomb", zip([member({ bytes: large, deflated: true })])],
  ["that promises terabytes", "zip-bomb", zip([member({ deflated: true, wide: true, byteLength: 2 ** 44 })])],
  ["whose header lies", "array-size", zip([member({ bytes: npy([1, 2], [1, 2], { shapeText: "(4000000000, 2)" }) })])],
  ["of Python objects", "object-array", zip([member({ bytes: npy([0], [1], { descr: "|O" }) })])],
  ["of a text", "array-type", zip([member({ bytes: npyText("float32") })])],
  ["of no array", "not-npy", zip([member({ bytes: Buffer.from("no array at all") })])],
];

/** Scratch files of other tests do not count. */
beforeAll(() => vi.stubEnv("TMPDIR", folder));
afterAll(() => vi.unstubAllEnvs());

const scratchFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("nearedge-npz-"));

describe("a .npz file", () => {
  it.each(npzFaults)("%s is refused as %s, and leaves nothing", async (_, code, file) => {
    const before = scratchFolders();
    await expect(readAll(openNpz, write("bad.npz", file), "x")).rejects.toMatchObject({ name: "DataError", code });
    expect(scratchFolders()).toEqual(before);
    expect(existsSync("x.npy")).toBe(false);
  });
});

const tensor = (more: object = {}) => ({ dtype: "F32", shape: [2, 1], data_offsets: [0, 8], ...more });
const EIGHT = new Uint8Array(8);

const tensorFaults: readonly (readonly [what: string, code: string, file: Buffer])[] = [
  ["that is empty", "tensor-header", Buffer.alloc(0)],
  ["of seven bytes", "tensor-header", Buffer.alloc(7)],
  ["whose header is endless", "tensor-header", Buffer.alloc(64, 0xff)],
  ["whose header is no JSON", "tensor-header", safetensors("{x", EIGHT)],
  ["whose header is a list", "tensor-header", safetensors([], EIGHT)],
  ["whose entry is null", "tensor-header", safetensors({ x: null }, EIGHT)],
  ["with half of its data", "tensor-header", safetensors({ x: tensor() }, EIGHT.subarray(0, 4))],
  ["with bytes of nobody", "tensor-header", safetensors({ x: tensor() }, new Uint8Array(12))],
  ["with a hole", "tensor-header", safetensors({ x: tensor({ data_offsets: [4, 12] }) }, new Uint8Array(12))],
  [
    "with tensors over each other",
    "tensors-overlap",
    safetensors({ x: tensor(), y: tensor({ data_offsets: [4, 12] }) }, new Uint8Array(12)),
  ],
  ["whose tensor ends before it begins", "tensor-header", safetensors({ x: tensor({ data_offsets: [0, -8] }) }, EIGHT)],
  ["whose shape lies", "array-size", safetensors({ x: tensor({ shape: [4_000_000_000, 100] }) }, EIGHT)],
  ["of eight-bit floats", "array-type", safetensors({ x: tensor({ dtype: "F8_E4M3" }) }, EIGHT)],
  ["without the tensor", "no-such-array", safetensors({ y: tensor() }, EIGHT)],
];

describe("a safetensors file", () => {
  it.each(tensorFaults)("%s is refused as %s", async (_, code, file) => {
    await expect(readAll(openSafetensors, write("bad.safetensors", file), "x")).rejects.toMatchObject({ code });
  });
});

describe.each<[string, Open, Buffer, string]>([
  [
    "npy",
    openNpy,
    npy(
      Float32Array.from({ length: 64 }, (_, at) => at),
      [16, 4],
    ),
    "",
  ],
  ["npz", openNpz, zip([member({ deflated: true }), member({ name: "y.npy", wide: true })]), "x"],
  ["safetensors", openSafetensors, safetensors({ x: tensor() }, EIGHT), "x"],
])("a damaged .%s file", (ending, open, bytes, name) => {
  const damaged = fc.record({
    length: fc.integer({ min: 0, max: bytes.length }),
    flips: fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
  });

  it("is read or refused by a DataError, and takes no memory", async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    await fc.assert(
      fc.asyncProperty(damaged, async ({ length, flips }) => {
        const copy = Buffer.from(bytes.subarray(0, length));
        for (const [at, mask] of flips) if (at < length) copy.writeUInt8((copy[at] ?? 0) ^ mask, at);
        const outcome = await readAll(open, write(`damaged.${ending}`, copy), name).catch((error: unknown) => error);
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        if (typeof outcome !== "number") expect(outcome).toBeInstanceOf(DataError);
      }),
      { numRuns: 400, seed: 7 },
    );
    expect(most).toBeLessThan(64 * 2 ** 20);
  });
});
