import type { Dataset } from "../../src/data/dataset.ts";
import { fingerprintInteractions } from "../../src/data/fingerprint.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { createCategoryColumn } from "../../src/data/items.ts";

/** Ids and titles that would do something if they were taken for markup, script, paths or shell. The most popular first. */
export const HOSTILE_IDS = [
  "..",
  `</script><script>document.title="owned"</script>`,
  `"><img src=x onerror='document.title="owned"'>`,
  `it's $(id) \`id\` \\ "x"`,
  "a/b?c=d#e&f=%2e%2F",
  "👩‍👩‍👧 עברית \u202eabc",
  "</textarea></details><h1>owned",
  ".",
  "-–—\n\t\u2028",
] as const;

/** Names of columns that mean something to filters, expressions or objects. */
export const HOSTILE_COLUMNS = {
  texts: ["must", "__proto__", `kind "of" <b>`],
  numbers: ["mustNot", "or", "prix €"],
} as const;

/** Users who like such items, in a catalogue with such columns. */
export async function hostileDataset(): Promise<Dataset> {
  const list = HOSTILE_IDS.flatMap((itemId, place) =>
    Array.from({ length: 2 * (HOSTILE_IDS.length - place) + 6 }, (_, user) => ({
      userId: `<i>${user}</i>`,
      itemId,
      value: 1,
    })),
  );
  const interactions = interactionsFrom(list, "implicit");
  const { ids } = interactions.itemIds;
  return {
    name: "</title><script>",
    note: "<b>note</b>",
    interactions,
    items: {
      itemIds: interactions.itemIds,
      titles: ids.map((id) => `Title of ${id}`),
      categories: new Map(
        HOSTILE_COLUMNS.texts.map((name) => [
          name,
          createCategoryColumn(ids.map((id, item) => [item % 2 ? id : "</pre>"])),
        ]),
      ),
      numbers: new Map(HOSTILE_COLUMNS.numbers.map((name) => [name, Float64Array.from(ids, (_, item) => item - 3.5)])),
      texts: new Map(),
    },
    fingerprint: await fingerprintInteractions(interactions),
    report: {
      ...{ rowsRead: list.length, badRows: 0, badRowExamples: [], duplicatesMerged: 0 },
      ...{ catalogueOnlyItems: 0, uncataloguedItems: 0 },
    },
  };
}
