import type { Dataset } from "../../src/data/dataset.ts";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import type { DataProfile, ProfileOptions, Suspicion, SuspicionRule } from "../../src/data/profile.ts";
import { profileDataset } from "../../src/data/profile.ts";

/** A data set around a list of interactions, with a column `year` where years by item id are given. */
export function datasetFrom(
  list: readonly Interaction[],
  feedback: "explicit" | "implicit" = "explicit",
  years?: Readonly<Record<string, number>>,
): Dataset {
  const interactions = interactionsFrom(list, feedback);
  const table = emptyItemTable(interactions.itemIds);
  const column = years && Float64Array.from(interactions.itemIds.ids, (id) => years[id] ?? Number.NaN);
  return {
    name: "hand-made",
    note: "",
    interactions,
    items: { ...table, numbers: new Map(column ? [["year", column]] : []) },
    fingerprint: "0".repeat(64),
    report: {
      rowsRead: list.length + 3,
      badRows: 2,
      badRowExamples: ['ratings.csv:7: rating: expected a number, got "n/a"'],
      duplicatesMerged: 1,
      catalogueOnlyItems: 4,
      uncataloguedItems: 5,
    },
  };
}

export function profileOf(list: readonly Interaction[], options: ProfileOptions = {}): DataProfile {
  return profileDataset(datasetFrom(list), options);
}

/** `count` interactions of one user with items `i0`, `i1` … */
export function historyOf(
  userId: string,
  count: number,
  of: (at: number) => Omit<Interaction, "userId" | "itemId"> & { itemId?: string } = () => ({}),
): Interaction[] {
  return Array.from({ length: count }, (_, at) => ({ userId, itemId: `i${at}`, ...of(at) }));
}

export function finding(profile: DataProfile, rule: SuspicionRule): Suspicion {
  const found = profile.suspiciousUsers.find((suspicion) => suspicion.rule === rule);
  if (!found) throw new Error(`no rule ${rule}`);
  return found;
}
