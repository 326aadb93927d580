import { beforeAll, describe, expect, it } from "vitest";
import { rowIndices } from "../../src/data/csr.ts";
import { ArtefactError } from "../../src/errors.ts";
import type { RatingModel } from "../../src/models/model.ts";
import type { ModelState, Savable, StateTensor } from "../../src/models/state.ts";
import type { Recommender } from "../../src/serving/types.ts";
import type { RatingModelUnderTest } from "./rating-contract.ts";
import { someRatings } from "./rating-fixtures.ts";
import { historyOf, predictionsFor, scoresFor, served, strangers } from "./served-ratings.ts";

/** Scores of the scan kernel are f32 sums: by so much they may differ from the fitted model's. */
const ROUNDING = 2e-5;

/** What every rating model must do once it has been an artefact. */
export function describeServedRatings(subject: RatingModelUnderTest): void {
  describe(`the rating model ${subject.name}, served from an artefact`, () => {
    const ratings = someRatings(5);
    const itemIds = Array.from({ length: ratings.columnCount }, (_, item) => String(item));
    const histories = strangers(ratings);
    const rows = Array.from({ length: histories.rowCount }, (_, row) => row);
    let model: RatingModel & Savable;
    let engine: Recommender;
    beforeAll(async () => {
      const fitted = await subject.fit(ratings);
      if (!isSavable(fitted)) throw new Error(`${subject.name} cannot be kept`);
      model = fitted;
      engine = await served(model, ratings);
    });

    it("predicts what the fitted model predicts for a user who was not in train, to the last bit", () => {
      for (const row of rows) {
        const { predictions, unknownItemIds } = engine.predict({ history: historyOf(histories, row), items: itemIds });
        const expected = predictionsFor(model, histories, row);
        expect(predictions).toEqual(itemIds.map((itemId, item) => ({ itemId, predictedRating: expected[item] })));
        expect(unknownItemIds).toEqual([]);
      }
    });

    it("recommends every other item as the fitted model ranks them, its scores a constant away", () => {
      for (const row of rows.filter((each) => rowIndices(histories, each).length > 0)) {
        const expected = scoresFor(model, histories, row);
        const own = new Set(Array.from(rowIndices(histories, row), String));
        const { items, fallback } = engine.recommend({ history: historyOf(histories, row), k: itemIds.length });
        if (fallback === "model-not-personal") continue;
        expect(new Set(items.map(({ itemId }) => itemId))).toEqual(new Set(itemIds.filter((id) => !own.has(id))));
        const offsets = items.map(({ itemId, score }) => score - (expected.get(itemId) ?? Number.NaN));
        for (const offset of offsets) expect(Math.abs(offset - offsets[0]!)).toBeLessThanOrEqual(ROUNDING);
      }
    });

    it("finds similar items that are others", () => {
      for (const itemId of itemIds.slice(0, 8)) {
        const { items } = engine.similar({ itemId, k: 5 });
        expect(items.map((item) => item.itemId)).not.toContain(itemId);
        expect(new Set(items.map((item) => item.itemId)).size).toBe(items.length);
      }
    });

    it("refuses a state that lacks an array, or has one of another length, or one too many", async () => {
      const state = model.state();
      const broken: [string, ModelState][] = [
        ["one too many", new Map([...state, ["another", one(Float32Array.of(1))]])],
      ];
      for (const [name, { values }] of state) {
        const others = [...state].filter(([other]) => other !== name);
        broken.push([`no ${name}`, new Map(others)]);
        broken.push([`short ${name}`, new Map([...others, [name, one(values.slice(0, -1))]])]);
      }
      for (const [name, tensors] of broken) {
        const refused: unknown = await served(model, ratings, tensors).catch((error: unknown) => error);
        expect(refused, name).toBeInstanceOf(ArtefactError);
        expect(refused, name).toHaveProperty("code", "model-state");
      }
    });
  });
}

function one(values: StateTensor["values"]): StateTensor {
  return { shape: [values.length], values };
}

function isSavable(model: object): model is Savable {
  return "state" in model && typeof model.state === "function";
}
