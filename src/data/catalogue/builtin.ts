import type { Dataset } from "../dataset.ts";
import { fingerprintInteractions } from "../fingerprint.ts";
import type { Interactions } from "../interactions.ts";
import { createCategoryColumn, type ItemTable } from "../items.ts";
import { createVocabulary } from "../vocabulary.ts";
import { type AudienceOptions, simulateAudience } from "./audience.ts";
import { catalogueWorks, type Work } from "./catalogue.ts";

/**
 * The built-in data set: real films, books and albums, taken by a simulated audience (see simulateAudience).
 *
 * Items are the works with an interaction, in catalogue order, with titles, the categories `domain`, `creator` and
 * `tags`, and the number `year`; `report.catalogueOnlyItems` counts the works without an interaction. Feedback is
 * implicit. Throws TypeError or RangeError for a bad option.
 *
 *   const dataset = await builtinDataset({ userCount: 500 });
 */
export async function builtinDataset(options: AudienceOptions = {}): Promise<Dataset> {
  const rows = simulateAudience(options);
  const works = catalogueWorks();
  const taken = new Set(rows.map((row) => row.itemId));
  const items = describe(works.filter((work) => taken.has(work.itemId)));
  const userIds = createVocabulary([...new Set(rows.map((row) => row.userId))]);
  const interactions: Interactions = {
    userIds,
    itemIds: items.itemIds,
    users: Uint32Array.from(rows, (row) => userIds.indexOf(row.userId) ?? 0),
    items: Uint32Array.from(rows, (row) => items.itemIds.indexOf(row.itemId) ?? 0),
    values: Float32Array.from(rows, (row) => row.value),
    timestamps: Float64Array.from(rows, (row) => row.timestampSeconds),
    feedback: "implicit",
  };
  return {
    name: "built-in catalogue",
    note: "simulated audience",
    interactions,
    items,
    fingerprint: await fingerprintInteractions(interactions),
    report: {
      rowsRead: rows.length,
      badRows: 0,
      badRowExamples: [],
      duplicatesMerged: 0,
      catalogueOnlyItems: works.length - taken.size,
      uncataloguedItems: 0,
    },
  };
}

function describe(works: readonly Work[]): ItemTable {
  return {
    itemIds: createVocabulary(works.map((work) => work.itemId)),
    titles: works.map((work) => work.title),
    categories: new Map([
      ["domain", createCategoryColumn(works.map((work) => [work.domain]))],
      ["creator", createCategoryColumn(works.map((work) => [work.creator]))],
      ["tags", createCategoryColumn(works.map((work) => work.tags))],
    ]),
    numbers: new Map([["year", Float64Array.from(works, (work) => work.year)]]),
    texts: new Map(),
  };
}
