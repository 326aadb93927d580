import type { Catalogue } from "./catalogue.ts";
import type { Facet } from "./facets.ts";
import type { Item } from "./item.ts";

/** A taste to begin with: a few items that belong together. */
export interface Starter {
  readonly label: string;
  readonly items: readonly Item[];
}

const STARTER_COUNT = 4;
const ITEMS_EACH = 3;
/** Values at fewer of the items than that are too narrow to begin with, at more of them too wide. */
const SHARES = { least: 0.01, most: 0.3 };

/**
 * Tastes to begin with, from the catalogue alone: for values of its category column, the items most interacted with, of
 * different kinds where it has several. Values with the best known items come first, and no item stands in two. The same
 * catalogue gives the same starters. Without categories, the most popular items three by three.
 */
export function startersOf({
  items,
  facets,
  columns,
  words,
}: Pick<Catalogue, "items" | "facets" | "columns" | "words">) {
  const popular = [...items].sort((a, b) => b.popularity - a.popularity);
  const facet = facets.find(({ column }) => column === columns.category);
  const starters = facet === undefined ? [] : byCategory(popular, facet);
  if (starters.length > 0) return starters;
  return Array.from({ length: STARTER_COUNT - 1 }, (_, at): Starter => {
    const own = popular.slice(at * ITEMS_EACH, (at + 1) * ITEMS_EACH);
    return { label: `${["Three", "Three more", "And three"][at] ?? ""} popular ${words.many}`, items: own };
  }).filter((starter) => starter.items.length === ITEMS_EACH);
}

function byCategory(popular: readonly Item[], { values }: Facet): Starter[] {
  const wide = values.filter(({ count }) => {
    const share = count / popular.length;
    return count >= ITEMS_EACH && share >= SHARES.least && share <= SHARES.most;
  });
  const members = new Map(wide.map(({ value }) => [value, [] as Item[]]));
  for (const item of popular) for (const value of item.categories) members.get(value)?.push(item);
  const fame = (own: readonly Item[]): number =>
    own.slice(0, ITEMS_EACH).reduce((sum, item) => sum + item.popularity, 0);
  const known = [...members].sort(([, a], [, b]) => fame(b) - fame(a));
  const taken = new Set<string>();
  const starters: Starter[] = [];
  for (const [label, own] of known) {
    const free = own.filter(({ itemId }) => !taken.has(itemId));
    const chosen = ofDifferentKinds(free);
    if (chosen.length < ITEMS_EACH) continue;
    for (const { itemId } of chosen) taken.add(itemId);
    starters.push({ label, items: chosen });
    if (starters.length === STARTER_COUNT) break;
  }
  return starters;
}

/** The best known of each kind first, then the best known of all. */
function ofDifferentKinds(items: readonly Item[]): Item[] {
  const firsts = new Map<string, Item>();
  for (const item of items) if (!firsts.has(item.kind)) firsts.set(item.kind, item);
  return [...new Set([...firsts.values(), ...items.slice(0, ITEMS_EACH)])].slice(0, ITEMS_EACH);
}
