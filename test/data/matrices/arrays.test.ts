import { describe, expect, it } from "vitest";
import { arrayTable } from "../../../src/data/matrices/array-table.ts";
import { openNpy } from "../../../src/data/matrices/npy-source.ts";
import { openNpz } from "../../../src/data/matrices/npz.ts";
import { openSafetensors } from "../../../src/data/matrices/safetensors-file.ts";
import type { ArrayFile } from "../../../src/data/matrices/stored-array.ts";
import { temporaryFolder } from "../../cli/nearedge.ts";
import { npy, npyText, safetensors, zip } from "../matrix-files.ts";

const { write } = temporaryFolder();
const LIMITS = { factors: 512, rows: "items" };
/** Halves hold them exactly. */
const VALUES = [1, -2, 0.5, 4, 0, -0.25];
const WHOLE = [1, -2, 3, 4, 0, -6];

async function rowsOf(file: ArrayFile, name = ""): Promise<number[][]> {
  try {
    const table = arrayTable(await file.array(name), LIMITS);
    const rows: number[][] = [];
    for await (const { start, values } of table.blocks()) {
      expect(start).toBe(rows.length);
      for (let at = 0; at < values.length; at += table.factorCount)
        rows.push([...values.subarray(at, at + table.factorCount)]);
    }
    return rows;
  } finally {
    await file.close();
  }
}

const rows = (values: readonly number[]) => [values.slice(0, 2), values.slice(2, 4), values.slice(4, 6)];

describe("a matrix in a .npy file", () => {
  it.each(["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"])("is read whatever its floats are: %s", async (descr) => {
    expect(await rowsOf(await openNpy(write("a.npy", npy(VALUES, [3, 2], { descr }))))).toEqual(rows(VALUES));
  });

  it("is read of halves down to the smallest, which have no leading one", async () => {
    const small = [2 ** -24, -3 * 2 ** -24, 2 ** -14, 1023 * 2 ** -24, 65504, -0];
    const read = await rowsOf(await openNpy(write("a.npy", npy(small, [3, 2], { descr: "<f2" }))));
    expect(read).toEqual(rows(small));
  });

  it.each(["|i1", "<i2", ">i4", "<i8", ">i8"])("is read of integers: %s", async (descr) => {
    expect(await rowsOf(await openNpy(write("a.npy", npy(WHOLE, [3, 2], { descr }))))).toEqual(rows(WHOLE));
  });

  it.each(["<f4", ">f8"])("is read by columns where Fortran wrote it: %s", async (descr) => {
    const file = write("a.npy", npy(VALUES, [3, 2], { descr, fortran: true }));
    expect(await rowsOf(await openNpy(file))).toEqual(rows(VALUES));
  });

  it.each([1, 2, 3] as const)("is read in version %s of the format", async (version) => {
    expect(await rowsOf(await openNpy(write("a.npy", npy(VALUES, [3, 2], { version }))))).toEqual(rows(VALUES));
  });

  it("comes in blocks without gaps when it is larger than one, in either order", async () => {
    const [count, columns] = [20_000, 512];
    const values = Float32Array.from({ length: count * columns }, (_, at) => at % 65_521);
    for (const fortran of [false, true]) {
      const file = await openNpy(write("large.npy", npy(values, [count, columns], { fortran })));
      const table = arrayTable(await file.array(""), LIMITS);
      let next = 0;
      for await (const block of table.blocks()) {
        expect(block.start * columns).toBe(next);
        expect(block.values.length).toBeLessThanOrEqual(4_194_304);
        expect(
          Buffer.compare(
            Buffer.from(block.values.buffer),
            Buffer.from(values.buffer, 4 * next, block.values.byteLength),
          ),
        ).toBe(0);
        next += block.values.length;
      }
      expect(next).toBe(values.length);
    }
  });
});

describe("a .npz file", () => {
  const matrix = npy(VALUES, [3, 2]);
  it.each([
    ["stored", {}],
    ["deflated", { deflated: true }],
    ["with sizes of 64 bits", { wide: true }],
    ["deflated, with sizes of 64 bits", { deflated: true, wide: true }],
    ["with sizes behind the data", { descriptor: true, deflated: true }],
  ])("is read %s", async (_, kind) => {
    const path = write(
      "a.npz",
      zip([
        { name: "x.npy", bytes: npy([7], []), ...kind },
        { name: "y.npy", bytes: matrix, ...kind },
      ]),
    );
    const file = await openNpz(path);
    expect(file.names).toEqual(["x", "y"]);
    expect(await rowsOf(file, "y")).toEqual(rows(VALUES));
  });

  it("is read with a directory whose end is of 64 bits", async () => {
    const path = write("a.npz", zip([{ name: "y.npy", bytes: matrix }], { wideEnd: true }));
    expect(await rowsOf(await openNpz(path), "y")).toEqual(rows(VALUES));
  });

  it("has texts of NumPy as texts", async () => {
    const file = await openNpz(write("a.npz", zip([{ name: "dtype.npy", bytes: npyText("float32") }])));
    expect(await file.entry("dtype")).toMatchObject({ text: "float32" });
    await expect(file.array("dtype")).rejects.toMatchObject({ code: "array-type" });
  });
});

describe("a tensor of a safetensors file", () => {
  const entry = (dtype: string, begin: number, end: number) => ({ dtype, shape: [1, 2], data_offsets: [begin, end] });
  it.each([
    ["F64", [...new Uint8Array(Float64Array.of(1, -2).buffer)]],
    ["F32", [...new Uint8Array(Float32Array.of(1, -2).buffer)]],
    ["F16", [0x00, 0x3c, 0x00, 0xc0]],
    ["BF16", [0x80, 0x3f, 0x00, 0xc0]],
    ["I8", [1, 0xfe]],
  ])("is read of %s", async (dtype, bytes) => {
    const header = { a: entry("F16", 0, 4), b: entry(dtype, 4, 4 + bytes.length), __metadata__: { format: "pt" } };
    const file = await openSafetensors(
      write("a.safetensors", safetensors(header, Uint8Array.from([0, 0, 0, 0, ...bytes]))),
    );
    expect(file.names).toEqual(["a", "b"]);
    expect(await rowsOf(file, "b")).toEqual([[1, -2]]);
  });
});
