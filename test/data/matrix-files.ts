/** Writers of arrays in files, for tests: every type and order that NumPy has, zip files with what may be wrong with them. */
import { crc32, deflateRawSync } from "node:zlib";

export interface NpyOptions {
  /** NumPy's name of the type: "<f4" unless it is given. */
  readonly descr?: string;
  readonly fortran?: boolean;
  readonly version?: 1 | 2 | 3;
  /** What the header says in place of the shape. */
  readonly shapeText?: string;
  readonly headerText?: string;
}

type Writer = (view: DataView, at: number, value: number, little: boolean) => void;

const WRITERS: Readonly<Record<string, readonly [bytes: number, write: Writer]>> = {
  f2: [2, (view, at, value, little) => view.setFloat16(at, value, little)],
  f4: [4, (view, at, value, little) => view.setFloat32(at, value, little)],
  f8: [8, (view, at, value, little) => view.setFloat64(at, value, little)],
  i1: [1, (view, at, value) => view.setInt8(at, value)],
  i2: [2, (view, at, value, little) => view.setInt16(at, value, little)],
  i4: [4, (view, at, value, little) => view.setInt32(at, value, little)],
  i8: [8, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
  u1: [1, (view, at, value) => view.setUint8(at, value)],
  b1: [1, (view, at, value) => view.setUint8(at, value)],
  O: [8, () => undefined],
};

/** A .npy file of values, row-major, in the order that is asked for. */
export function npy(values: ArrayLike<number>, shape: readonly number[], options: NpyOptions = {}): Buffer {
  const { descr = "<f4", fortran = false, version = 1 } = options;
  const [bytes, write] = WRITERS[descr.slice(1)] ?? WRITERS.f4 ?? [4, () => undefined];
  const data = Buffer.alloc(bytes * values.length);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const [rows = 1, columns = 1] = shape;
  for (let at = 0; at < values.length; at++) {
    const place = fortran ? (at % columns) * rows + Math.floor(at / columns) : at;
    write(view, place * bytes, values[at] ?? 0, descr[0] !== ">");
  }
  return Buffer.concat([npyHead(descr, fortran, version, shape, options), data]);
}

/** A single text, as NumPy writes a str. */
export function npyText(text: string): Buffer {
  const data = Buffer.alloc(4 * text.length);
  for (const [at, character] of [...text].entries()) data.writeUInt32LE(character.codePointAt(0) ?? 0, 4 * at);
  return Buffer.concat([npyHead(`<U${text.length}`, false, 1, [], {}), data]);
}

function npyHead(
  descr: string,
  fortran: boolean,
  version: 1 | 2 | 3,
  shape: readonly number[],
  { shapeText, headerText }: NpyOptions,
): Buffer {
  const extents = shapeText ?? `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const order = fortran ? "True" : "False";
  const text = headerText ?? `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${extents}, }`;
  const before = version === 1 ? 10 : 12;
  const length = Math.ceil((before + text.length + 1) / 64) * 64 - before;
  const head = Buffer.alloc(before + length, " ");
  head.write("\x93NUMPY", "latin1");
  head.writeUInt8(version, 6);
  head.writeUInt8(0, 7);
  if (version === 1) head.writeUInt16LE(length, 8);
  else head.writeUInt32LE(length, 8);
  head.write(text, before, "latin1");
  head.write("\n", before + length - 1, "latin1");
  return head;
}

/** A member, and what is said of it in place of the truth. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly deflated?: boolean;
  /** Sizes in fields of 64 bits. */
  readonly wide?: boolean;
  /** Sizes behind the data alone, as streams of zip files have them. */
  readonly descriptor?: boolean;
  readonly byteLength?: number;
  readonly crc?: number;
  readonly method?: number;
  readonly flags?: number;
  /** Where the directory says the member is. */
  readonly offset?: number;
  readonly localName?: string;
}

/** A zip file of these members. */
export function zip(entries: readonly ZipEntry[], { wideEnd = false }: { readonly wideEnd?: boolean } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const data = entry.deflated ? deflateRawSync(entry.bytes) : Buffer.from(entry.bytes);
    const made = {
      ...{ method: entry.method ?? (entry.deflated ? 8 : 0), flags: (entry.flags ?? 0) | (entry.descriptor ? 8 : 0) },
      ...{
        crc: entry.crc ?? crc32(entry.bytes),
        compressed: data.length,
        plain: entry.byteLength ?? entry.bytes.length,
      },
      ...{ wide: entry.wide === true, offset: entry.offset ?? offset },
    };
    const isLater = entry.descriptor === true;
    const head = localHeader(
      entry.localName ?? entry.name,
      isLater ? { ...made, crc: 0, compressed: 0, plain: 0 } : made,
    );
    const behind = Buffer.alloc(isLater ? 16 : 0);
    if (isLater)
      for (const [at, value] of [0x08074b50, made.crc, made.compressed, made.plain].entries())
        behind.writeUInt32LE(value, 4 * at);
    parts.push(head, data, behind);
    offset += head.length + data.length + behind.length;
    directory.push(centralHeader(entry.name, made));
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...parts, listed, end(entries.length, listed.length, offset, wideEnd)]);
}

interface Made {
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly compressed: number;
  readonly plain: number;
  readonly wide: boolean;
  readonly offset: number;
}

function localHeader(name: string, { method, flags, crc, compressed, plain, wide }: Made): Buffer {
  const extra = wide ? wideField([plain, compressed]) : Buffer.alloc(0);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(crc, 14);
  head.writeUInt32LE(wide ? 0xffffffff : compressed, 18);
  head.writeUInt32LE(wide ? 0xffffffff : plain, 22);
  head.writeUInt16LE(Buffer.byteLength(name), 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, Buffer.from(name), extra]);
}

function centralHeader(name: string, { method, flags, crc, compressed, plain, wide, offset }: Made): Buffer {
  const extra = wide ? wideField([plain, compressed, offset]) : Buffer.alloc(0);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(flags, 8);
  head.writeUInt16LE(method, 10);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(wide ? 0xffffffff : compressed, 20);
  head.writeUInt32LE(wide ? 0xffffffff : plain, 24);
  head.writeUInt16LE(Buffer.byteLength(name), 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(wide ? 0xffffffff : offset, 42);
  return Buffer.concat([head, Buffer.from(name), extra]);
}

function wideField(numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  for (const [at, value] of numbers.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * at);
  return field;
}

function end(count: number, length: number, offset: number, wide: boolean): Buffer {
  const plain = Buffer.alloc(22);
  plain.writeUInt32LE(0x06054b50, 0);
  for (const at of [8, 10]) plain.writeUInt16LE(wide ? 0xffff : count, at);
  plain.writeUInt32LE(wide ? 0xffffffff : length, 12);
  plain.writeUInt32LE(wide ? 0xffffffff : offset, 16);
  if (!wide) return plain;
  const long = Buffer.alloc(56);
  long.writeUInt32LE(0x06064b50, 0);
  for (const at of [24, 32]) long.writeBigUInt64LE(BigInt(count), at);
  long.writeBigUInt64LE(BigInt(length), 40);
  long.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + length), 8);
  return Buffer.concat([long, locator, plain]);
}

/** A safetensors file with this header and these bytes of data. */
export function safetensors(header: unknown, data: Uint8Array): Buffer {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}
