import { setImmediate } from "node:timers/promises";
import type { Artefact } from "../artefact/artefact.ts";
import { readArtefact } from "../artefact/folder.ts";
import { createListWriter } from "../data/list-writer.ts";
import { OptionsError } from "../errors.ts";
import { recommenderOf } from "../load-recommender.ts";
import { parseFilter } from "./answer.ts";
import { idList } from "./arguments.ts";
import { checkOutFile, fillOutFile } from "./out-file.ts";
import { createProgress, say } from "./progress.ts";
import { tableFormatOf } from "./table-format.ts";

/** What `similar` is given for lists of many items, beside the folder of the artefact. */
export interface SimilarItemsArguments {
  readonly items?: string;
  readonly out?: string;
  readonly k: number;
  readonly filter?: string;
  readonly boost?: string;
  readonly now?: number;
  readonly json?: boolean;
}

/** Items between two looks at Ctrl-C. */
const BATCH_ITEMS = 256;

/** Writes the items most similar to each item of an artefact, or to those named, in their order; each as `--item` answers. */
export async function similarToItems(folder: string, given: SimilarItemsArguments, signal: AbortSignal): Promise<void> {
  const { out } = given;
  if (out === undefined) {
    throw new OptionsError("no-out-file", "--items: expected --out FILE beside it, where the lists are to be written");
  }
  const format = tableFormatOf(out);
  const filter = parseFilter(given.filter);
  await checkOutFile(out, []);
  const artefact = await readArtefact(folder);
  const items = wantedItems(artefact, given.items ?? "all");
  const recommender = await recommenderOf(artefact);
  const { name, version, model, data } = artefact.manifest;
  if (!recommender.capabilities.similar) {
    const expected = "--items: expected a model that knows which items are alike";
    throw new OptionsError("no-likeness", `${expected}, but ${name} is ${model.kind}, which knows none`);
  }
  const writer = await createListWriter(format, { owner: "item", item: "neighbour" }, signal);
  const progress = createProgress();
  let [rows, empty] = [0, 0];
  try {
    for (const [at, itemId] of items.entries()) {
      if (at % BATCH_ITEMS === 0) {
        await setImmediate();
        signal.throwIfAborted();
        progress.update("items", at, items.length, "");
      }
      const found = recommender.similar({ itemId, k: given.k, filter, boost: given.boost, now: given.now }).items;
      if (found.length === 0) empty++;
      writer.add(
        found.map(({ itemId: item, score, title }, place) => ({ owner: itemId, item, rank: place + 1, score, title })),
      );
    }
    progress.update("items", items.length, items.length, "");
    progress.stop();
    await fillOutFile(out, async (aside) => {
      rows = await writer.writeTo(aside);
    });
  } finally {
    progress.stop();
    writer.close();
  }
  say(`${name} ${version}${data.note === "" ? "" : ` (${data.note})`}`);
  if (empty > 0) say(`${empty} items are like no other, or like none that the filter lets through`);
  say(`${out}: ${rows} rows, lists of ${items.length} items`);
  if (!given.json) return;
  const note = data.note === "" ? {} : { note: data.note };
  const answer = { model: { name, version }, out, items: items.length, rows, empty, ...note };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** Each item once. Throws OptionsError `no-items` where none is named, and `unknown-item` for one that the artefact lacks. */
function wantedItems({ items: { itemIds } }: Artefact, text: string): readonly string[] {
  if (text.trim() === "all") return itemIds.ids;
  const ids = [...new Set(idList(text))];
  if (ids.length === 0) {
    const expected = "--items: expected all, or ids separated by commas";
    throw new OptionsError("no-items", `${expected}; got ${JSON.stringify(text)}`);
  }
  const unknown = ids.filter((id) => itemIds.indexOf(id) === undefined);
  if (unknown.length === 0) return ids;
  throw new OptionsError("unknown-item", `--items: expected items of the artefact, got ${unknown.join(", ")}`);
}
