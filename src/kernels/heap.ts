import { HEAP_ENTRY_BYTES } from "./layout.ts";
import type { Ranking } from "./ranking.ts";

/** Copies a sorted list of the best with `found` entries {score f32, item u32} out of kernel memory. */
export function readHeap(buffer: ArrayBuffer, heap: number, found: number): Ranking {
  const words = new Uint32Array(buffer, heap, (found * HEAP_ENTRY_BYTES) / 4);
  const floats = new Float32Array(buffer, heap, (found * HEAP_ENTRY_BYTES) / 4);
  const items = new Uint32Array(found);
  const scores = new Float32Array(found);
  for (let place = 0; place < found; place++) {
    scores[place] = floats[2 * place]!;
    items[place] = words[2 * place + 1]!;
  }
  return { items, scores };
}
