import type { CategoryColumn, ItemTable } from "../../src/data/items.ts";
import { onlyItems } from "../../src/models/retrieval/item-mask.ts";
import { createFilterCompiler } from "../../src/serving/filter.ts";
import type { ColumnConditions, FilterGroup, RecommendRequest } from "../../src/serving/types.ts";
import { FIRST_YEAR, idOf, TAG_COUNT, YEAR_COUNT } from "./catalogue.ts";

/** One kind of request, or a part of one: `call` gets a number that was never there before. */
export interface Variant {
  readonly variant: string;
  readonly call: (number: number) => unknown;
}

const HISTORY = [3, 500, 900].map(idOf);
const year = (number: number): number => FIRST_YEAR + ((number * 7) % YEAR_COUNT);
const tag = (number: number): string => `tag-${number % TAG_COUNT}`;
/** No two calls have the same: the price differs. */
const price = (number: number): number => 30 + ((number * 0.618034) % 1) * 60;

const three = (number: number) =>
  ({
    tags: [tag(number), tag(number * 11 + 5)],
    year: { min: year(number) },
    price: { max: price(number) },
  }) satisfies ColumnConditions;

const six = (number: number): FilterGroup => ({
  must: [
    { column: "price", max: price(number) },
    { should: [{ column: "tags", anyOf: [tag(number), tag(number + 7)] }] },
  ],
  should: [
    { column: "year", min: year(number), max: year(number) + 20 },
    { column: "year", exists: false },
  ],
  mustNot: [
    { column: "tags", allOf: [tag(number + 1), tag(number + 2)] },
    { column: "itemId", equals: idOf(number) },
  ],
});

/** The three clauses as a loop over all items has them: what a set of items in words is compared with. */
function byLoop({ categories, numbers }: ItemTable, itemCount: number, number: number) {
  const { tags, year: years, price: prices } = three(number);
  const { dictionary, offsets, codes } = categories.get("tags") as CategoryColumn;
  const wanted = new Set(tags.map((value) => dictionary.indexOf(value)));
  const [yearOf, priceOf] = [numbers.get("year")!, numbers.get("price")!];
  const passing: number[] = [];
  for (let item = 0; item < itemCount; item++) {
    if (!(yearOf[item]! >= years.min && priceOf[item]! <= prices.max)) continue;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      if (!wanted.has(codes[at]!)) continue;
      passing.push(item);
      break;
    }
  }
  return onlyItems(Uint32Array.from(passing), itemCount);
}

/** What is measured of a catalogue. The first two are what the others are compared with. */
export function makeVariants(
  items: ItemTable,
  recommend: (request: RecommendRequest) => unknown,
  most: number,
): readonly Variant[] {
  const itemCount = items.itemIds.size;
  const compile = createFilterCompiler(items);
  const request = { history: HISTORY, k: 10 };
  const excluding = (count: number): Variant => {
    const exclude = Array.from({ length: count }, (_, at) => idOf((at * 7 + 1) % itemCount));
    return {
      variant: `${count.toLocaleString("en-GB")} exclusions`,
      call: () => recommend({ ...request, exclude }),
    };
  };
  return [
    { variant: "no filter", call: () => recommend(request) },
    { variant: "compiling three clauses by a loop over the items", call: (number) => byLoop(items, itemCount, number) },
    { variant: "compiling three new clauses", call: (number) => compile(three(number)) },
    { variant: "compiling six new clauses in groups", call: (number) => compile(six(number)) },
    {
      variant: "compiling three clauses, columns untouched",
      call: (number) => createFilterCompiler(items)(three(number)),
    },
    { variant: "the same three clauses again", call: () => recommend({ ...request, filter: three(0) }) },
    { variant: "three new clauses", call: (number) => recommend({ ...request, filter: three(number) }) },
    { variant: "six new clauses in groups", call: (number) => recommend({ ...request, filter: six(number) }) },
    ...[1000, 10_000, 100_000].filter((count) => count <= Math.min(itemCount, most)).map(excluding),
  ];
}
