import { addressKindOf, isAddress, LONGEST_ADDRESS } from "../addresses.ts";
import { LARGEST_F32, show } from "../check.ts";
import { DataError } from "../errors.ts";
import type { Dataset } from "./dataset.ts";
import { fingerprintInteractions } from "./fingerprint.ts";
import { ascendingIds } from "./id-order.ts";
import {
  type Feedback,
  type Interaction,
  type Interactions,
  interactionsFrom,
  selectInteractions,
} from "./interactions.ts";
import { createCategoryColumn, type ItemTable, withAddresses } from "./items.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

/** An item of a catalogue in memory. */
export interface ItemRecord {
  readonly itemId: string;
  readonly title?: string | undefined;
  /** Text attributes, which filters read; any number of values each. */
  readonly categories?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Numeric attributes, which filters read. */
  readonly numbers?: Readonly<Record<string, number>> | undefined;
  /** Prose, which text models read; artefacts do not keep it. */
  readonly texts?: Readonly<Record<string, string>> | undefined;
  /**
   * Addresses of pictures and pages, such as `{ image: "/pictures/7.svg", link: "https://shop.example/7" }`, which artefacts keep to be
   * shown: http, https or from the root; of pictures `data:image/…` too.
   */
  readonly addresses?: Readonly<Record<string, string>> | undefined;
}

/** What else belongs to a data set in memory. Each has a default. */
export interface DatasetDetails {
  /** Name of the data, and of models trained on them. Default `interactions`. */
  readonly name?: string | undefined;
  /** Printed with every result on these data. Default: none. */
  readonly note?: string | undefined;
  /** The catalogue; items that it does not have keep empty attributes. */
  readonly items?: readonly ItemRecord[] | undefined;
  /** Keep items of the catalogue without an interaction, behind the others. Default false: they are left out, and counted. */
  readonly coldItems?: boolean | undefined;
}

/**
 * A data set of interactions in memory, as openDataset reads the same rows from a file: ids are numbered in ascending order
 * (by number where all are whole numbers), rows ordered by user, time and item. The order of `list` therefore has no effect.
 * A value left out is 1.
 *
 * Throws DataError `no-rows`, `bad-value` (no finite f32), `duplicate-pair` and `non-positive-count` as interactionsFrom does, and
 * `duplicate-id` for an item that the catalogue has twice, `bad-address` for an address that no page may show; TypeError for an id that is no text. O(rows · log rows).
 *
 *   const dataset = await datasetFrom([{ userId: "ann", itemId: "alien", value: 4.5 }, …], "explicit", { items });
 */
export async function datasetFrom(
  list: readonly Interaction[],
  feedback: Feedback,
  { name = "interactions", note = "", items: records = [], coldItems = false }: DatasetDetails = {},
): Promise<Dataset> {
  if (list.length === 0) throw new DataError("no-rows", "interactions: expected at least one, got none");
  for (const [row, interaction] of list.entries()) checkRow(row, interaction);
  const given = ordered(interactionsFrom(list, feedback));
  const catalogue = new Map(records.map((record) => [record.itemId, record]));
  for (const record of records) checkAddresses(record);
  // Refuses a catalogue that has an item twice.
  createVocabulary(records.map(({ itemId }) => itemId));
  const cold = [...catalogue.keys()].filter((id) => given.itemIds.indexOf(id) === undefined);
  const itemIds = coldItems ? createVocabulary([...given.itemIds.ids, ...ascendingIds(cold)]) : given.itemIds;
  const interactions = { ...given, itemIds };
  return {
    name,
    note,
    interactions,
    items: tableOf(catalogue, itemIds),
    fingerprint: await fingerprintInteractions(interactions),
    report: {
      rowsRead: list.length,
      badRows: 0,
      badRowExamples: [],
      duplicatesMerged: 0,
      catalogueOnlyItems: coldItems ? 0 : cold.length,
      ...(coldItems ? { coldItems: cold.length } : {}),
      uncataloguedItems: records.length === 0 ? 0 : given.itemIds.ids.filter((id) => !catalogue.has(id)).length,
    },
  };
}

function checkRow(row: number, { userId, itemId, value = 1, timestamp = 0 }: Interaction): void {
  for (const [what, id] of Object.entries({ userId, itemId })) {
    if (typeof id !== "string") throw new TypeError(`interaction ${row + 1}: ${what}: expected text, got ${show(id)}`);
  }
  if (Math.abs(value) <= LARGEST_F32 && Number.isFinite(timestamp)) return;
  const [what, got] = Number.isFinite(timestamp) ? ["value", value] : ["timestamp", timestamp];
  throw new DataError("bad-value", `interaction ${row + 1}: ${what}: expected a finite number, got ${show(got)}`);
}

function checkAddresses({ itemId, addresses = {} }: ItemRecord): void {
  for (const [name, address] of Object.entries(addresses)) {
    if (address === "" || isAddress(address, addressKindOf(name) ?? "link")) continue;
    const expected = `expected an address that a page may show (http, https or from the root; of a picture data:image too; at most ${LONGEST_ADDRESS} characters)`;
    throw new DataError("bad-address", `items: ${itemId}: ${name}: ${expected}, got ${show(address)}`);
  }
}

/** The same table with ids ascending, and rows by user, time and item; rows without a time are the last of their user. */
function ordered(given: Interactions): Interactions {
  const renumber = (vocabulary: Vocabulary): { readonly ids: Vocabulary; readonly of: Uint32Array } => {
    const ids = createVocabulary(ascendingIds(vocabulary.ids));
    return { ids, of: Uint32Array.from(vocabulary.ids, (id) => ids.indexOf(id) ?? 0) };
  };
  const [byUser, byItem] = [renumber(given.userIds), renumber(given.itemIds)];
  const [users, items] = [given.users.map((user) => byUser.of[user]!), given.items.map((item) => byItem.of[item]!)];
  const seconds = given.timestamps?.map((second) => (Number.isNaN(second) ? Number.MAX_VALUE : second));
  const rows = Uint32Array.from(users.keys()).sort(
    (a, b) => users[a]! - users[b]! || (seconds ? seconds[a]! - seconds[b]! : 0) || items[a]! - items[b]!,
  );
  return selectInteractions({ ...given, userIds: byUser.ids, itemIds: byItem.ids, users, items }, rows);
}

function tableOf(catalogue: ReadonlyMap<string, ItemRecord>, itemIds: Vocabulary): ItemTable {
  const records = itemIds.ids.map((id) => catalogue.get(id));
  const columnsOf = (kind: "categories" | "numbers" | "texts" | "addresses"): string[] => [
    ...new Set([...catalogue.values()].flatMap((record) => Object.keys(record[kind] ?? {}))),
  ];
  const column = <Column>(kind: Parameters<typeof columnsOf>[0], make: (name: string) => Column) =>
    new Map(columnsOf(kind).map((name) => [name, make(name)]));
  return {
    itemIds,
    titles: records.map((record) => record?.title ?? ""),
    categories: column("categories", (name) =>
      createCategoryColumn(records.map((record) => record?.categories?.[name] ?? [])),
    ),
    numbers: column("numbers", (name) => Float64Array.from(records, (record) => record?.numbers?.[name] ?? Number.NaN)),
    texts: column("texts", (name) => records.map((record) => record?.texts?.[name] ?? "")),
    ...withAddresses(column("addresses", (name) => records.map((record) => record?.addresses?.[name] ?? ""))),
  };
}
