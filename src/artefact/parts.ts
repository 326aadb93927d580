/** Tensors that are too large for one shard are split into parts: runs of rows, named `….part-00001` and so on. */
import { fail } from "./failure.ts";
import { parsePartName, partName } from "./part-name.ts";
import { type StoredTensor, safetensorsByteLength, type TensorInfo, tensorByteLength } from "./safetensors.ts";

/** A tensor, or rows of it, in a shard. */
export interface TensorPart extends TensorInfo {
  /** Name of the whole tensor. */
  readonly tensor: string;
  /** Where its bytes begin and end in those of the whole tensor. */
  readonly begin: number;
  readonly end: number;
}

/**
 * The tensor itself where it fits into a shard of fewer than `shardLimit` bytes, otherwise its parts. A row is an entry
 * of the first dimension. Throws ArtefactError `row-exceeds-shard`.
 */
export function splitByRows({ name, dtype, shape }: TensorInfo, shardLimit: number): TensorPart[] {
  const byteLength = tensorByteLength(dtype, shape);
  const whole = { name, dtype, shape };
  if (safetensorsByteLength([whole]) < shardLimit) return [{ ...whole, tensor: name, begin: 0, end: byteLength }];
  const [rowCount = 1, ...rowShape] = shape;
  const rowBytes = tensorByteLength(dtype, rowShape);
  // The header of a part is at most as long as that of the whole tensor under a part's name.
  const headerBytes = safetensorsByteLength([{ ...whole, name: partName(name, 1) }]) - byteLength;
  const rowsPerPart = Math.floor((shardLimit - 1 - headerBytes) / rowBytes);
  if (shape.length === 0 || rowsPerPart < 1) {
    fail("row-exceeds-shard", `${name}: one row takes ${rowBytes} bytes, too many for shards of ${shardLimit}`);
  }
  return Array.from({ length: Math.ceil(rowCount / rowsPerPart) }, (_, part) => {
    const first = part * rowsPerPart;
    const end = Math.min(rowCount, first + rowsPerPart);
    return {
      name: partName(name, part + 1),
      dtype,
      shape: [end - first, ...rowShape],
      tensor: name,
      begin: first * rowBytes,
      end: end * rowBytes,
    };
  });
}

/**
 * Whole tensors by name; parts are joined in the order of their numbers (a copy), the others stay views.
 * Throws ArtefactError `duplicate-tensor` or `tensor-parts`.
 */
export function joinParts(tensors: readonly StoredTensor[]): Map<string, StoredTensor> {
  const whole = new Map<string, StoredTensor>();
  const partsByName = new Map<string, Map<number, StoredTensor>>();
  const add = <K>(group: Map<K, StoredTensor>, key: K, tensor: StoredTensor): void => {
    if (group.has(key)) fail("duplicate-tensor", `tensor ${tensor.name} is there twice`);
    group.set(key, tensor);
  };
  for (const tensor of tensors) {
    const place = parsePartName(tensor.name);
    if (place === undefined) {
      add(whole, tensor.name, tensor);
      continue;
    }
    const parts = partsByName.get(place.tensorName) ?? new Map<number, StoredTensor>();
    partsByName.set(place.tensorName, parts);
    add(parts, place.part, tensor);
  }
  for (const [name, parts] of partsByName) {
    if (whole.has(name)) fail("tensor-parts", `tensor ${name} is there as a whole and in parts`);
    whole.set(name, joinOne(name, parts));
  }
  return whole;
}

function joinOne(name: string, parts: ReadonlyMap<number, StoredTensor>): StoredTensor {
  const take = (part: number): StoredTensor => {
    return parts.get(part) ?? fail("tensor-parts", `tensor ${name}: part ${part} of ${parts.size} is missing`);
  };
  const first = take(1);
  const ordered = [first, ...Array.from({ length: parts.size - 1 }, (_, index) => take(index + 2))];
  const rowShape = first.shape.slice(1).join(",");
  for (const { dtype, shape, name: partName } of ordered) {
    if (dtype !== first.dtype || shape.length === 0 || shape.slice(1).join(",") !== rowShape) {
      fail("tensor-parts", `tensor ${partName}: ${dtype} [${shape.join(", ")}] does not continue part 1`);
    }
  }
  const bytes = new Uint8Array(ordered.reduce((total, part) => total + part.bytes.length, 0));
  let place = 0;
  for (const part of ordered) {
    bytes.set(part.bytes, place);
    place += part.bytes.length;
  }
  const rowCount = ordered.reduce((total, { shape }) => total + (shape[0] ?? 0), 0);
  return { name, dtype: first.dtype, shape: [rowCount, ...first.shape.slice(1)], bytes };
}
