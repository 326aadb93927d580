import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { FEW_EXCLUSIONS } from "../../src/serving/stages/resolve-exclusions.ts";
import type { ColumnConditions } from "../../src/serving/types.ts";
import { engine, ITEM_COUNT, idsOf, passes, popularityEngine } from "./fixture.ts";
import { weightsArtefact } from "./weights-fixture.ts";

const ALL = Array.from({ length: ITEM_COUNT }, (_, item) => item);
const module = await kernelModule();
const ENGINES = {
  factors: await engine(),
  weights: createRecommender(weightsArtefact(), module),
  popularity: await popularityEngine(),
};

/** A list with every id so often that it is no longer one of few exclusions. */
const repeated = (ids: readonly string[]) =>
  ids.length === 0 ? [] : Array.from({ length: FEW_EXCLUSIONS + ids.length }, (_, at) => ids[at % ids.length]!);

const filters: readonly (ColumnConditions | undefined)[] = [
  undefined,
  {},
  { colour: "white" },
  { tags: { not: "two" } },
];
const requests = fc.record({
  history: fc.subarray(ALL.map(String), { maxLength: 4 }),
  exclude: fc.subarray([...ALL.map(String), "nowhere", "nobody"]),
  k: fc.integer({ min: 1, max: 25 }),
  filter: fc.constantFrom(...filters),
});

describe.each(Object.entries(ENGINES))("many exclusions, by %s", (_, recommender) => {
  it("are left out, counted and told as few are", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const few = recommender.recommend(request);
        const many = recommender.recommend({ ...request, exclude: repeated(request.exclude) });
        expect({ ...many, work: undefined }).toEqual({ ...few, work: undefined });
        expect(many.work.itemsExcluded).toBe(few.work.itemsExcluded);
        const { history, exclude, filter } = request;
        const out = ALL.filter(
          (item) => [...history, ...exclude].includes(String(item)) || (filter !== undefined && !passes(filter, item)),
        );
        expect(many.work.itemsExcluded).toBe(out.length);
        expect(idsOf(many).filter((item) => out.includes(item))).toEqual([]);
        expect(many.items).toHaveLength(Math.min(request.k, ITEM_COUNT - out.length));
      }),
      { numRuns: 50 },
    );
  });
});

describe("exclusions around the number at which they are taken out of the filter", () => {
  it("mean the same", () => {
    for (const length of [FEW_EXCLUSIONS - 1, FEW_EXCLUSIONS, FEW_EXCLUSIONS + 1]) {
      const exclude = Array.from({ length }, (_, at) => String(10 + (at % 5)));
      const answer = ENGINES.factors.recommend({ history: ["0"], exclude, k: ITEM_COUNT });
      expect(idsOf(answer)).toHaveLength(ITEM_COUNT - 6);
      expect(answer.work.itemsExcluded).toBe(6);
    }
  });

  it("may be all items", () => {
    const exclude = repeated(ALL.map(String));
    const answer = ENGINES.factors.recommend({ history: ["0"], exclude });
    expect(answer.items).toEqual([]);
    expect(answer.work).toEqual({ itemsScored: 0, itemsExcluded: ITEM_COUNT, itemsReranked: 0 });
  });

  it("leave blocks of four unscored that have no item left", () => {
    const exclude = repeated(["0", "1", "2", "3", "8", "20"]);
    expect(ENGINES.factors.recommend({ history: ["5"], exclude }).work).toEqual({
      itemsScored: ITEM_COUNT - 5,
      itemsExcluded: 7,
      itemsReranked: 0,
    });
  });
});
