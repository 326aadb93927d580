import { open } from "node:fs/promises";

const DTYPES = { f32: "<f4", u32: "<u4" } as const;

/** A file of one array as NumPy's `numpy.load` reads it, with `mmap_mode` too. */
export interface NpyFile {
  /** Appends values, row-major. */
  write(values: Float32Array | Uint32Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Begins a .npy file, version 1.0: magic, length of the header, the header padded with spaces so that data begin at a multiple of
 * 64 bytes. The caller writes as many values as the shape says. Little-endian, as all typed arrays on machines that Node runs on.
 */
export async function createNpy(path: string, dtype: keyof typeof DTYPES, shape: readonly number[]): Promise<NpyFile> {
  const file = await open(path, "wx");
  const text = `{'descr': '${DTYPES[dtype]}', 'fortran_order': False, 'shape': (${shape.map((size) => `${size},`).join(" ")}), }`;
  const preamble = 10;
  const length = Math.ceil((preamble + text.length + 1) / 64) * 64 - preamble;
  const header = Buffer.alloc(preamble + length, " ");
  header.write("\x93NUMPY\x01\x00", "latin1");
  header.writeUInt16LE(length, 8);
  header.write(text, preamble, "latin1");
  header.write("\n", preamble + length - 1, "latin1");
  await file.writeFile(header);
  return {
    write: (values) => file.writeFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    close: () => file.close(),
  };
}

/** Writes a whole list. */
export async function writeNpy(path: string, values: Float32Array | Uint32Array): Promise<void> {
  const file = await createNpy(path, values instanceof Float32Array ? "f32" : "u32", [values.length]);
  try {
    await file.write(values);
  } finally {
    await file.close();
  }
}
