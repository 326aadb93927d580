/** Rows of a matrix in the shards of an artefact. Node only. */
import { closeSync, openSync, readSync } from "node:fs";
import type { ItemFactors } from "../kernels/item-index.ts";
import { elementByteLength } from "./dtypes.ts";
import { fail } from "./failure.ts";
import type { PartPlace } from "./shard-writer.ts";

/** A matrix that is on disk: its rows are read where they stand, as they are stored. */
export interface StoredRows {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly precision: "f32" | "int8";
  /** Rows `start` to `end`, without the last; a copy. Throws ArtefactError `unreadable-file`. */
  read(start: number, end: number): ItemFactors;
  /** Closes its files. */
  close(): void;
}

/** Opens rows by the places of their parts. `scales` are those of rows of int8. */
export function openStoredRows(
  places: readonly PartPlace[],
  shape: Pick<StoredRows, "rowCount" | "columnCount">,
  scales: Float32Array | undefined,
): StoredRows {
  const { rowCount, columnCount } = shape;
  const rowBytes = columnCount * elementByteLength(scales ? "I8" : "F32");
  const handles = new Map<string, number>();
  const handleOf = (path: string): number => {
    const handle = handles.get(path) ?? openSync(path, "r");
    handles.set(path, handle);
    return handle;
  };
  const bytesOf = (begin: number, end: number): Uint8Array => {
    const bytes = new Uint8Array(end - begin);
    for (const place of places) {
      const [from, to] = [Math.max(begin, place.begin), Math.min(end, place.end)];
      if (from >= to) continue;
      const position = place.offset + from - place.begin;
      const count = readSync(handleOf(place.path), bytes, from - begin, to - from, position);
      if (count < to - from) fail("unreadable-file", `${place.path}: it has become shorter while it was read`);
    }
    return bytes;
  };
  return {
    ...shape,
    precision: scales ? "int8" : "f32",
    read: (start, end) => {
      if (!(start >= 0 && start <= end && end <= rowCount)) throw new RangeError(`rows: ${start} to ${end}`);
      const { buffer } = bytesOf(start * rowBytes, end * rowBytes);
      if (!scales) return { precision: "f32", values: new Float32Array(buffer) };
      return { precision: "int8", values: new Int8Array(buffer), scales: scales.slice(start, end) };
    },
    close: () => {
      for (const handle of handles.values()) closeSync(handle);
      handles.clear();
    },
  };
}
