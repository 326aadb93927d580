import { decodeArtefact } from "../../src/artefact/decode.ts";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import type { RatingModel } from "../../src/models/model.ts";
import type { ModelState, Savable } from "../../src/models/state.ts";
import { splitState } from "../../src/packing/split-state.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { type Rated, ratingsOf } from "./rating-fixtures.ts";

/** A user index that no vocabulary has. */
const STRANGER = 0xffff_ffff;

/** The model after it has been an artefact; item i is called `i`. Another state than its own may be given. */
export async function served(
  model: RatingModel & Savable,
  ratings: Csr,
  state: ModelState = model.state(),
): Promise<Recommender> {
  const itemIds = createVocabulary(Array.from({ length: model.itemCount }, (_, item) => String(item)));
  const userIds = createVocabulary(Array.from({ length: ratings.rowCount }, (_, user) => `u${user}`));
  const files = await encodeArtefact(
    {
      items: emptyItemTable(itemIds),
      popularity: countInteractions(ratings),
      ...splitState(model.kind, state, model.itemCount).content,
      users: { userIds, histories: ratings },
      head: undefined,
    },
    {
      name: "contract",
      model: { kind: model.kind, options: model.options, precision: "f32", factorCount: 0 },
      ...{ head: null, seed: 1, evaluations: [] },
      data: {
        ...{ name: "contract", fingerprint: "0".repeat(64), note: "", feedback: "explicit" },
        ...{ users: ratings.rowCount, items: model.itemCount, interactions: ratings.indices.length },
      },
    },
  );
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  return createRecommender(
    await decodeArtefact(async (name) => byName.get(name) ?? new Uint8Array(0)),
    await kernelModule(),
  );
}

/** Histories of nobody in train: every third row of `ratings` without its first rating, and an empty one. */
export function strangers(ratings: Csr): Csr {
  const rows: Rated[][] = [];
  for (let user = 0; user < ratings.rowCount; user += 3) {
    const values = rowValues(ratings, user);
    rows.push(Array.from(rowIndices(ratings, user), (item, at): Rated => [rows.length, item, values[at]!]).slice(1));
  }
  rows.push([]);
  return ratingsOf(rows.length, ratings.columnCount, rows.flat());
}

/** What the fitted model predicts of every item for one of these histories. */
export function predictionsFor(model: RatingModel, histories: Csr, row: number): Float64Array {
  const [items, values] = [rowIndices(histories, row), rowValues(histories, row)];
  const own = Array.from(items, (item, at): Rated => [0, item, values[at]!]);
  const wanted = Array.from({ length: model.itemCount }, (_, item): Rated => [0, item, 1]);
  return model.predictBatch({
    users: Uint32Array.of(STRANGER),
    histories: ratingsOf(1, model.itemCount, own),
    wanted: ratingsOf(1, model.itemCount, wanted),
  });
}

/** What the fitted model ranks the items outside one of these histories by, by item id. */
export function scoresFor(model: RatingModel, histories: Csr, row: number): Map<string, number> {
  const [items, values] = [rowIndices(histories, row), rowValues(histories, row)];
  const own = Array.from(items, (item, at): Rated => [0, item, values[at]!]);
  const ranking = model.recommendBatch(ratingsOf(1, model.itemCount, own), model.itemCount);
  const listed = Array.from(ranking.items, (item, place) => [String(item), ranking.scores[place]!] as const);
  return new Map(listed.slice(0, model.itemCount - items.length));
}

/** One of these histories as a request has it. */
export function historyOf(histories: Csr, row: number): { itemId: string; value: number }[] {
  const values = rowValues(histories, row);
  return Array.from(rowIndices(histories, row), (item, at) => ({ itemId: String(item), value: values[at]! }));
}
