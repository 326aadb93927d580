import { writeFile } from "node:fs/promises";
import type { Csr } from "../../src/data/csr.ts";
import { emptyItemTable, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { tfIdf } from "../../src/models/content/tf-idf.ts";
import { textVectors } from "../../src/models/content/train-tf-idf.ts";
import { ease } from "../../src/models/item-weights/ease.ts";
import { trainEase } from "../../src/models/item-weights/train-ease.ts";
import { pureSvd } from "../../src/models/linear-algebra/pure-svd.ts";
import { trainPureSvd } from "../../src/models/linear-algebra/train-pure-svd.ts";
import { FACTORS, readState, WEIGHTS } from "../../src/models/state.ts";
import { loadPart, loadTexts } from "./data.ts";
import { dataOf } from "./data-of.ts";
import type { FitTask } from "./fit-task.ts";
import type { TermVectors } from "./largest-difference.ts";

/** Fits, and hands back what stores the outcome: only the first of the two is timed. */
export type WholeFit = () => Promise<() => Promise<void>>;

/** Reads the data of a task and returns the fit of one of our models that has no epochs. */
export async function wholeFit(task: FitTask): Promise<WholeFit> {
  const { model, folder, outputPath, settings, seed, threads } = task;
  switch (model) {
    case "pure-svd": {
      const train = await loadPart(folder, "train");
      return async () => {
        const options = pureSvd.readOptions(settings);
        const { state } = await trainPureSvd.fit(dataOf(train, "implicit"), options, { seed, threads });
        const factors = readState(pureSvd.name, state).f32(FACTORS);
        return () => writeFile(`${outputPath}-items.f32`, factors);
      };
    }
    case "ease": {
      const train = await loadPart(folder, "train");
      return async () => {
        const { state } = await trainEase.fit(dataOf(train, "implicit"), ease.readOptions(settings), { seed, threads });
        const weights = readState(ease.name, state).csr(WEIGHTS, train.columnCount, train.columnCount);
        return () => writeFile(`${outputPath}-weights.f32`, denseOf(weights));
      };
    }
    case "tf-idf": {
      const items = tableOf(await loadTexts(folder));
      return async () => {
        const { vectors, terms } = textVectors(items, tfIdf.readOptions(settings));
        const { offsets, indices, values } = vectors;
        const stored: TermVectors = { terms, offsets: [...offsets], columns: [...indices], values: [...values] };
        return () => writeFile(`${outputPath}-vectors.json`, JSON.stringify(stored));
      };
    }
    default:
      throw new RangeError(`model: expected one that is fitted in one go, got ${model}`);
  }
}

function tableOf(texts: readonly string[]): ItemTable {
  const table = emptyItemTable(createVocabulary(texts.map((_, item) => String(item))));
  return { ...table, texts: new Map([["text", texts]]) };
}

/** A square sparse matrix with its zeros, row by row. */
function denseOf({ rowCount, columnCount, offsets, indices, values }: Csr): Float32Array {
  const dense = new Float32Array(rowCount * columnCount);
  for (let row = 0; row < rowCount; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) dense[row * columnCount + indices[at]!] = values[at]!;
  }
  return dense;
}
