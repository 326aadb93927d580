import type { Dataset } from "../../src/data/dataset.ts";
import { fingerprintInteractions } from "../../src/data/fingerprint.ts";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { createCategoryColumn } from "../../src/data/items.ts";
import { createRandom } from "../../src/random.ts";

const USERS = 60;
const ITEMS = 40;
const GENRES = ["drama", "comedy", "crime", "western"];
const WORDS = "storm harbour winter letter garden engine mirror island shadow river castle violin".split(" ");

/** Ratings of 60 users, who like one of four genres each, of 40 items with tags, years and texts. The same every time. */
export async function smallDataset(): Promise<Dataset> {
  const random = createRandom(7);
  const list: Interaction[] = [];
  for (let user = 0; user < USERS; user++) {
    for (let item = 0; item < ITEMS; item++) {
      const liked = user % GENRES.length === item % GENRES.length;
      if (random.nextInteger(100) >= (liked ? 70 : 15)) continue;
      const value = Math.min(5, (liked ? 3 : 1) + random.nextInteger(3));
      list.push({ userId: `u${user}`, itemId: `i${item}`, value, timestamp: 1_500_000_000 + list.length * 60 });
    }
  }
  const interactions = interactionsFrom(list, "explicit");
  const { itemIds } = interactions;
  const numbers = itemIds.ids.map((id) => Number(id.slice(1)));
  const text = (item: number): string =>
    Array.from({ length: 24 }, (_, place) => WORDS[(item % GENRES.length) * 3 + ((place * (item + 1)) % 3)]).join(" ");
  return {
    name: "small",
    note: "",
    interactions,
    items: {
      itemIds,
      titles: itemIds.ids.map((id) => `Title of ${id}`),
      categories: new Map([["tags", createCategoryColumn(numbers.map((item) => [GENRES[item % 4] ?? "", "all"]))]]),
      numbers: new Map([["year", Float64Array.from(numbers, (item) => 1980 + item)]]),
      texts: new Map([["overview", numbers.map(text)]]),
    },
    fingerprint: await fingerprintInteractions(interactions),
    report: {
      rowsRead: list.length,
      badRows: 0,
      badRowExamples: [],
      duplicatesMerged: 0,
      catalogueOnlyItems: 0,
      uncataloguedItems: 0,
    },
  };
}
