import type { Dataset } from "./dataset.ts";

/** The data set with one thing more that must be said of it, behind what is said already. */
export function withNote<Data extends Pick<Dataset, "note">>(dataset: Data, text: string): Data {
  return { ...dataset, note: dataset.note === "" ? text : `${dataset.note}; ${text}` };
}
