import { describe, expect, it } from "vitest";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { pureSvd } from "../../src/models/linear-algebra/pure-svd.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact, ITEM_COUNT, idsOf, POPULAR } from "./fixture.ts";

const module = await kernelModule();

/** The black and white catalogue: a score is the sum of weight · size over the history of the item's colour, times its size. */
function engine(options: object = {}) {
  const whole: Artefact = artefact();
  const model = {
    ...({ kind: "pure-svd", precision: "f32", factorCount: 2 } as const),
    options: { ...pureSvd.readOptions({}), unnamedValue: 1, ...options },
  };
  return createRecommender({ ...whole, manifest: { ...whole.manifest, model } }, module);
}

const size = (item: number): number => 1 + item / 100;

describe("pure-svd", () => {
  it("scores by the projection of the history", () => {
    const answer = engine().recommend({ history: ["4", "7", "9"], k: ITEM_COUNT });
    expect(idsOf(answer).slice(0, 3)).toEqual([19, 17, 15]);
    expect(answer.items[0]?.score).toBeCloseTo((size(7) + size(9)) * size(19), 5);
    expect(answer.items.at(-1)?.score).toBeCloseTo(size(4) * size(0), 5);
    expect(answer.fallback).toBeUndefined();
  });

  it("counts every item of a history 1 with values=binary, whatever is sent", () => {
    const plain = engine().recommend({ history: ["4", "7"] });
    expect(
      engine().recommend({
        history: [
          { itemId: "4", value: 5 },
          { itemId: "7", value: -1 },
        ],
      }),
    ).toEqual(plain);
  });

  it("counts an item by its value with values=rating, and by the mean of train where none is sent", () => {
    const rating = engine({ values: "rating", unnamedValue: 3.5 });
    const scoreOf = (history: Parameters<typeof rating.recommend>[0]["history"]) =>
      rating.recommend({ history, k: 1 }).items[0]?.score;
    expect(scoreOf([{ itemId: "4", value: 2 }])).toBeCloseTo(2 * size(4) * size(20), 5);
    expect(scoreOf(["4"])).toBeCloseTo(3.5 * size(4) * size(20), 5);
    // cleo took 1 with the weight 3, and 2 with 1.
    expect(rating.recommend({ userId: "cleo", k: 1 }).items[0]?.score).toBeCloseTo(3 * size(1) * size(19), 5);
  });

  it("falls back on what is popular for who has no history", () => {
    const answer = engine().recommend({});
    expect(answer.fallback).toBe("empty-history");
    expect(idsOf(answer)).toEqual(POPULAR.slice(0, 10));
  });

  it.each([{ values: "other" }, { values: "rating", unnamedValue: "3" }])("refuses the options %j", (options) => {
    expect(() => engine(options)).toThrow(/^manifest.model: (values|unnamedValue): expected/);
  });
});
