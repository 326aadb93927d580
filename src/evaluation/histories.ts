import type { Csr } from "../data/csr.ts";
import { type Interactions, toCsr } from "../data/interactions.ts";
import { withSequence } from "../data/sequences.ts";
import type { Fold } from "../data/splits.ts";

/** users × items: what is known of each user when a model is asked about them, from train and from the fold-in part. */
export function knownHistories({ train, foldIn }: Fold): Csr {
  const all = foldIn === undefined ? train : append(train, foldIn);
  return withSequence(toCsr(all), all);
}

function append(first: Interactions, second: Interactions): Interactions {
  const users = new Uint32Array(first.users.length + second.users.length);
  const items = new Uint32Array(users.length);
  const values = new Float32Array(users.length);
  for (const [{ users: partUsers, items: partItems, values: partValues }, start] of [
    [first, 0],
    [second, first.users.length],
  ] as const) {
    users.set(partUsers, start);
    items.set(partItems, start);
    values.set(partValues, start);
  }
  return { ...first, users, items, values, timestamps: undefined };
}
