import type { Dataset } from "../data/dataset.ts";
import { filterDataset } from "../data/filter-counts.ts";
import type { OpenOptions } from "../data/open-dataset.ts";
import { filterPasses, filters, openOptions } from "./open-options.ts";
import type { ReadingArguments } from "./options/reading.ts";

/** Reads interactions as the arguments say, and leaves out what they say. The readers, and DuckDB, are loaded by this call. */
export async function readDataset(
  path: string,
  given: ReadingArguments,
  { signal, rowOrder }: Pick<OpenOptions, "signal" | "rowOrder">,
): Promise<Dataset> {
  const options = openOptions(given, signal);
  const { openDataset } = await import("../data/open-dataset.ts");
  return filtered(await openDataset(path, { ...options, rowOrder }), given);
}

/** The data set without the users and items that have too few interactions, where that was asked for. */
export function filtered(dataset: Dataset, given: ReadingArguments): Dataset | Promise<Dataset> {
  const { minUserInteractions = 1, minItemInteractions = given.coldItems ? 0 : 1 } = given;
  const passes = filterPasses(given);
  if (!filters(given)) return dataset;
  return filterDataset(dataset, { minUserInteractions, minItemInteractions, passes });
}
