import { splitByRows, type TensorPart } from "./parts.ts";
import { safetensorsByteLength, type TensorInfo } from "./safetensors.ts";

/**
 * Distributes tensors over shards of fewer than `shardLimit` bytes, by their sizes alone: by name, filling one shard after the
 * other; a tensor that exceeds a shard is split by rows. The same tensors give the same shards in any order of input.
 */
export function planShards(tensors: readonly TensorInfo[], shardLimit: number): TensorPart[][] {
  const pieces = [...tensors]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((tensor) => splitByRows(tensor, shardLimit));
  const shards: TensorPart[][] = [];
  let open: TensorPart[] = [];
  for (const piece of pieces) {
    if (open.length > 0 && safetensorsByteLength([...open, piece]) >= shardLimit) {
      shards.push(open);
      open = [];
    }
    open.push(piece);
  }
  shards.push(open);
  return shards;
}
