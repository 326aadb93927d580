import { type Csr, rowIndices, selectRows } from "../../data/csr.ts";
import { countInteractions } from "../item-counts.ts";
import type { HybridOptions } from "./hybrid.ts";
import { type RankingMember, visitLists } from "./lists.ts";
import type { RankingExample } from "./train-ranking-weights.ts";

/** Users that weights are found on; with more, that many evenly spaced ones stand for all. */
const MAXIMUM_USERS = 2000;

/** Best items of each member that can come to the top of a mix while weights are found. */
const POOL_DEPTH = 200;

/**
 * What the users of a validation part say of a mix of these members: for each, the items that stand high with any member,
 * with the value of every member, and which of them the user took. Items without an interaction in `seen` are there only
 * with `cold`: weights are for items that all members can know. Users without history are left out.
 * At most 2000 users × 200 items a member are held, in f64 with a value a member.
 */
export function rankingExamples(
  members: readonly RankingMember[],
  seen: Csr,
  heldOut: Csr,
  { normalisation, depth, cold }: Pick<HybridOptions, "normalisation" | "depth"> & { readonly cold: boolean },
): RankingExample[] {
  const users = chosenUsers(seen, heldOut);
  const popularity = countInteractions(seen);
  const count = members.length;
  const examples: RankingExample[] = [];
  const length = Math.min(depth, Math.max(1, seen.columnCount));
  visitLists(members, selectRows(seen, users), length, normalisation, (row, lists) => {
    const places = new Map<number, number>();
    const candidates = [...new Set(lists.flatMap(({ items }) => [...items.subarray(0, POOL_DEPTH)]))]
      .filter((item) => cold || popularity[item]! > 0)
      .sort((a, b) => a - b);
    for (const [place, item] of candidates.entries()) places.set(item, place);
    const features = new Float64Array(candidates.length * count);
    for (const [member, { items, values, floor }] of lists.entries()) {
      for (let place = 0; place < candidates.length; place++) features[place * count + member] = floor;
      for (let rank = 0; rank < items.length; rank++) {
        const place = places.get(items[rank]!);
        if (place !== undefined) features[place * count + member] = values[rank]!;
      }
    }
    const taken = rowIndices(heldOut, users[row]!);
    const relevant = new Uint8Array(candidates.length);
    for (const item of taken) {
      const place = places.get(item);
      if (place !== undefined) relevant[place] = 1;
    }
    const isCold = Uint8Array.from(candidates, (item) => (popularity[item] === 0 ? 1 : 0));
    examples.push({ features, relevant, isCold, relevantCount: taken.length });
  });
  return examples;
}

/** u32: users with entries in both parts, evenly spaced where there are many. */
function chosenUsers(seen: Csr, heldOut: Csr): Uint32Array {
  const has = (matrix: Csr, user: number): boolean => matrix.offsets[user + 1]! > matrix.offsets[user]!;
  const users: number[] = [];
  for (let user = 0; user < heldOut.rowCount; user++) if (has(heldOut, user) && has(seen, user)) users.push(user);
  const stride = Math.ceil(users.length / MAXIMUM_USERS);
  return Uint32Array.from(users.filter((_, place) => place % stride === 0));
}
