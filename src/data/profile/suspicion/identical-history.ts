import type { Csr } from "../../csr.ts";
import { csrFromCoordinates, rowIndices, rowValues } from "../../csr.ts";
import type { Interactions } from "../../interactions.ts";
import { counted, type Found, type RuleResult } from "./rule.ts";

const MINIMUM_INTERACTIONS = 10;

/**
 * Users with 10 interactions or more and the same history as another user: the same items with the same values, in any
 * order and at any time. Candidates are found by a hash of the history; every reported pair was compared in full.
 */
export function findIdenticalHistories(interactions: Interactions, perUser: Uint32Array): RuleResult {
  const candidates = usersByHash(interactions, perUser).filter((users) => users.length > 1);
  const histories = historiesOf(candidates.flat(), interactions, perUser.length);
  const found = candidates.flatMap((users) => findTwins(users, histories));
  return {
    rule: "identical-history",
    title: "Identical histories",
    threshold: `at least ${MINIMUM_INTERACTIONS} interactions, the same items with the same values as another user`,
    reason: "Two accounts of one person, or a copy: in train and test at once, they tell a model the answer.",
    found,
  };
}

/** Users with enough interactions, those with the same number and the same hash together; ascending within. */
function usersByHash({ users, items, values }: Interactions, perUser: Uint32Array): number[][] {
  const low = new Uint32Array(perUser.length);
  const high = new Uint32Array(perUser.length);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let row = 0; row < users.length; row++) {
    const user = users[row]!;
    // Sums do not depend on the order of the rows. Adding 0 makes −0 and 0 one value, as the comparison does.
    const value = values[row] === 0 ? 0 : bits[row]!;
    low[user]! += mix(items[row]! ^ mix(value, 0x9e37_79b9), 0x85eb_ca6b);
    high[user]! += mix(items[row]! ^ mix(value, 0xc2b2_ae35), 0x27d4_eb2f);
  }
  const groups = new Map<string, number[]>();
  for (let user = 0; user < perUser.length; user++) {
    if (perUser[user]! < MINIMUM_INTERACTIONS) continue;
    const key = `${perUser[user]} ${low[user]} ${high[user]}`;
    const group = groups.get(key);
    if (group) group.push(user);
    else groups.set(key, [user]);
  }
  return [...groups.values()];
}

/**
 * 32 bits that depend on all bits of `value`, different for each `seed` (the finaliser of MurmurHash3, Appleby 2011).
 */
function mix(value: number, seed: number): number {
  let hash = value + seed;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The histories of some users: user u is row `rowOf[u]` of the matrix. */
interface Histories {
  readonly matrix: Csr;
  readonly rowOf: Uint32Array;
}

function historiesOf(chosen: readonly number[], interactions: Interactions, userCount: number): Histories {
  const { users, items, values, itemIds } = interactions;
  const nobody = chosen.length;
  const rowOf = new Uint32Array(userCount).fill(nobody);
  for (const [row, user] of chosen.entries()) rowOf[user] = row;
  let count = 0;
  for (const user of users) if (rowOf[user] !== nobody) count += 1;
  const picked = { users: new Uint32Array(count), items: new Uint32Array(count), values: new Float32Array(count) };
  for (let row = 0, next = 0; row < users.length; row++) {
    const own = rowOf[users[row]!]!;
    if (own === nobody) continue;
    picked.users[next] = own;
    picked.items[next] = items[row]!;
    picked.values[next++] = values[row]!;
  }
  const matrix = csrFromCoordinates(chosen.length, itemIds.size, picked.users, picked.items, picked.values);
  return { matrix, rowOf };
}

/** Every user of the group with the same history as another; the first of each class is paired with its second. */
function findTwins(group: readonly number[], histories: Histories): Found[] {
  const classes: number[][] = [];
  for (const user of group) {
    const same = classes.find(([first]) => first !== undefined && isSameHistory(first, user, histories));
    if (same) same.push(user);
    else classes.push([user]);
  }
  return classes
    .filter((same) => same.length > 1)
    .flatMap((same) => same.map((user) => describe(user, same, histories)));
}

function describe(user: number, same: readonly number[], { matrix, rowOf }: Histories): Found {
  const otherUser = same.find((candidate) => candidate !== user)!;
  const length = rowIndices(matrix, rowOf[user]!).length;
  const detail = (): string => `${counted(length)} interactions, the same in ${counted(same.length)} users`;
  return { user, otherUser, detail };
}

function isSameHistory(first: number, second: number, { matrix, rowOf }: Histories): boolean {
  const [one, other] = [rowOf[first]!, rowOf[second]!];
  return (
    isSame(rowIndices(matrix, one), rowIndices(matrix, other)) &&
    isSame(rowValues(matrix, one), rowValues(matrix, other))
  );
}

function isSame(first: Uint32Array | Float32Array, second: Uint32Array | Float32Array): boolean {
  return first.length === second.length && first.every((value, at) => value === second[at]);
}
