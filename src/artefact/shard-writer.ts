/** Writes shards one after the other, by a plan of sizes. Node only. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "./checksum.ts";
import { type ShardKind, shardName } from "./format.ts";
import type { ShardFile } from "./manifest.ts";
import type { TensorPart } from "./parts.ts";
import { type OpenContainer, openContainer } from "./safetensors.ts";

/** Where a part of a tensor stands on disk. */
export interface PartPlace {
  readonly path: string;
  /** Offset of its first byte in the file. */
  readonly offset: number;
  /** Where its bytes begin and end in those of the whole tensor. */
  readonly begin: number;
  readonly end: number;
}

interface OpenShard extends OpenContainer {
  /** Bytes of data that have not come yet. */
  missing: number;
}

/**
 * Shards of a plan whose tensors come in pieces. A shard is in memory from its first byte to its last, is then hashed, written
 * under its own name, and dropped: with tensors that come in the order of the plan there is one at a time.
 */
export class ShardWriter {
  readonly #folder: string;
  readonly #kind: ShardKind;
  readonly #plan: readonly (readonly TensorPart[])[];
  readonly #held: ReadonlyMap<string, Uint8Array>;
  readonly #open = new Map<number, OpenShard>();
  readonly #files: (ShardFile | undefined)[];
  readonly #places = new Map<string, PartPlace>();

  /** `held` are the whole tensors that are there from the start. */
  constructor(
    folder: string,
    kind: ShardKind,
    plan: readonly (readonly TensorPart[])[],
    held: ReadonlyMap<string, Uint8Array>,
  ) {
    this.#folder = folder;
    this.#kind = kind;
    this.#plan = plan;
    this.#held = held;
    this.#files = plan.map(() => undefined);
  }

  /** Takes the bytes of a tensor that is not held, from this one on; each byte once. */
  async put(tensor: string, begin: number, bytes: Uint8Array): Promise<void> {
    const end = begin + bytes.length;
    for (const [index, parts] of this.#plan.entries()) {
      for (const part of parts) {
        if (part.tensor !== tensor || part.end <= begin || part.begin >= end) continue;
        const from = Math.max(begin, part.begin);
        const piece = bytes.subarray(from - begin, Math.min(end, part.end) - begin);
        this.#fill(this.#opened(index), part, from - part.begin, piece);
      }
      if (this.#open.get(index)?.missing === 0) await this.#write(index);
    }
  }

  /** Writes the shards that hold nothing but tensors that are there, and gives the files of all. */
  async finish(): Promise<ShardFile[]> {
    const files: ShardFile[] = [];
    for (const index of this.#plan.keys()) {
      if (this.#files[index] === undefined) {
        const { missing } = this.#opened(index);
        if (missing > 0) throw new RangeError(`shard ${index + 1}: ${missing} bytes of its tensors have not come`);
        await this.#write(index);
      }
      const file = this.#files[index];
      if (file) files.push(file);
    }
    return files;
  }

  /** Where the parts of a tensor have been written, in their order. */
  placesOf(tensor: string): PartPlace[] {
    const parts = this.#plan.flat().filter((part) => part.tensor === tensor);
    return parts.flatMap(({ name }) => this.#places.get(name) ?? []);
  }

  #opened(index: number): OpenShard {
    const known = this.#open.get(index);
    if (known) return known;
    const parts = this.#plan[index] ?? [];
    const shard: OpenShard = {
      ...openContainer(parts),
      missing: parts.reduce((sum, { begin, end }) => sum + end - begin, 0),
    };
    this.#open.set(index, shard);
    for (const part of parts) {
      const bytes = this.#held.get(part.tensor);
      if (bytes) this.#fill(shard, part, 0, bytes.subarray(part.begin, part.end));
    }
    return shard;
  }

  #fill(shard: OpenShard, { name }: TensorPart, offset: number, bytes: Uint8Array): void {
    shard.file.set(bytes, (shard.places.get(name)?.start ?? 0) + offset);
    shard.missing -= bytes.length;
  }

  async #write(index: number): Promise<void> {
    const { file, places } = this.#opened(index);
    const checksum = await sha256(file);
    const name = shardName(this.#kind, index + 1, this.#plan.length, checksum);
    const path = join(this.#folder, name);
    await writeFile(path, file);
    for (const { name: part, begin, end } of this.#plan[index] ?? []) {
      this.#places.set(part, { path, offset: places.get(part)?.start ?? 0, begin, end });
    }
    this.#files[index] = { name, byteLength: file.length, sha256: checksum };
    this.#open.delete(index);
  }
}
