import { join } from "node:path";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { trainArtefact } from "../by-text.ts";
import { CONTROL } from "./artefacts.ts";

/** MovieLens ml-latest-small from its folder, by a model. */
export async function ratingsArtefact(folder: string, model: string): Promise<readonly EncodedFile[]> {
  const dataset = await openDataset(join(folder, "ratings.csv"), { itemsPath: join(folder, "movies.csv") });
  const set: Readonly<Record<string, string>> = model === "item-markov" ? {} : { factors: "24", epochs: "8" };
  const request = { model, set, head: "none", name: undefined, users: true };
  const { files } = await trainArtefact(dataset, request, CONTROL);
  return files;
}
