import type { Csr } from "../data/csr.ts";
import type { Interactions } from "../data/interactions.ts";
import { toOrderedCsr } from "../data/sequences.ts";
import type { Fold } from "../data/splits.ts";

/**
 * users × items: what is known of each user when a model is asked about them, from train and from the fold-in part; with its
 * order, where times tell it.
 */
export function knownHistories({ train, foldIn }: Fold): Csr {
  return toOrderedCsr(foldIn === undefined ? train : append(train, foldIn));
}

function append(first: Interactions, second: Interactions): Interactions {
  const users = new Uint32Array(first.users.length + second.users.length);
  const items = new Uint32Array(users.length);
  const values = new Float32Array(users.length);
  const timestamps = first.timestamps && second.timestamps && new Float64Array(users.length);
  for (const [part, start] of [
    [first, 0],
    [second, first.users.length],
  ] as const) {
    users.set(part.users, start);
    items.set(part.items, start);
    values.set(part.values, start);
    if (part.timestamps) timestamps?.set(part.timestamps, start);
  }
  return { ...first, users, items, values, timestamps };
}
