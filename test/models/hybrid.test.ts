import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { interactionsFrom, toCsr } from "../../src/data/interactions.ts";
import { OptionsError, TrainingError } from "../../src/errors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { NO_ITEM, type RankingLists } from "../../src/kernels/ranking.ts";
import { fittedModel } from "../../src/models/fitted-model.ts";
import { takingMembers } from "../../src/models/hybrid/cold-weights.ts";
import {
  listDepth,
  type Normalisation,
  normaliseList,
  type RankingMember,
  visitLists,
} from "../../src/models/hybrid/lists.ts";
import { listingOfLists, mixRankings } from "../../src/models/hybrid/mixed-rankings.ts";
import { trainHybrid } from "../../src/models/hybrid/train-hybrid.ts";
import { popularity } from "../../src/models/means/popularity.ts";
import { servedModel } from "../../src/models/served.ts";
import type { FittedMember, Member } from "../../src/models/train-model.ts";
import { trainableModel } from "../../src/models/trainable.ts";
import type { TrainingContext } from "../../src/training/context.ts";
import { matrixOf } from "./fixtures.ts";
import { lookupOf } from "./hybrid-members.ts";
import { trainOn } from "./train.ts";

/** A member that scores every item alike for everybody, and lists what the user does not have. */
function member(name: string, scores: readonly number[], content = false): RankingMember {
  return {
    ...{ name, content },
    recommendBatch: (histories: Csr, k: number): RankingLists => {
      const items = new Uint32Array(histories.rowCount * k).fill(NO_ITEM);
      const listed = new Float32Array(histories.rowCount * k).fill(Number.NEGATIVE_INFINITY);
      for (let row = 0; row < histories.rowCount; row++) {
        const own = histories.indices.subarray(histories.offsets[row], histories.offsets[row + 1]);
        const order = [...scores.keys()]
          .filter((item) => !own.includes(item))
          .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
        for (const [place, item] of order.slice(0, k).entries()) {
          items[row * k + place] = item;
          listed[row * k + place] = scores[item] ?? 0;
        }
      }
      return { k, items, scores: listed };
    },
  };
}

interface Mix {
  readonly normalisation?: Normalisation;
  readonly depth?: number;
  readonly coldWeight?: number;
  readonly weights?: Float64Array;
  readonly popularity?: Float32Array;
}

const kernels = await kernelModule();

/** A mix as training makes it of members that cannot be restored. */
function mixOf(
  members: readonly RankingMember[],
  {
    normalisation = "z-score",
    depth = 10,
    coldWeight = 1,
    weights = new Float64Array(members.length).fill(1 / members.length),
    popularity: counts = Float32Array.of(4, 3, 2, 1, 1, 1),
  }: Mix = {},
) {
  const taking = takingMembers({ members, weights, coldWeight });
  const retrieve = mixRankings(
    taking.map(({ member: { recommendBatch } }) => listingOfLists(recommendBatch, counts.length)),
    {
      weights: Float64Array.from(taking, ({ weight }) => weight),
      coldWeights: Float64Array.from(taking, ({ coldWeight: ofCold }) => ofCold),
      normalisation,
      depth: listDepth(depth, counts.length),
      popularity: counts,
    },
  );
  const context = { popularity: counts, kernelModule: kernels };
  return fittedModel({ kind: "hybrid", options: {}, served: { retrieve } }, context);
}

describe("a list on the common scale", () => {
  const lists = {
    k: 5,
    items: Uint32Array.of(7, 3, 2, NO_ITEM, NO_ITEM),
    scores: Float32Array.of(9, 6, 3, -Infinity, -Infinity),
  };

  it("is a z-score of its own scores, and its last value counts for what is not listed", () => {
    const { items, values, floor } = normaliseList(lists, 0, "z-score");
    expect([...items]).toEqual([7, 3, 2]);
    expect([...values]).toEqual([expect.closeTo(Math.sqrt(1.5)), 0, expect.closeTo(-Math.sqrt(1.5))]);
    expect(floor).toBe(values[2]);
  });

  it("is its place, and nothing for what is not listed", () => {
    expect(normaliseList(lists, 0, "rank")).toMatchObject({ values: Float64Array.of(1, 0.8, 0.6), floor: 0 });
  });

  it("is level where all scores are equal, or nothing is listed", () => {
    expect(normaliseList({ ...lists, scores: Float32Array.of(2, 2, 2, 0, 0) }, 0, "z-score").values).toEqual(
      new Float64Array(3),
    );
    const nothing = { k: 1, items: Uint32Array.of(NO_ITEM), scores: Float32Array.of(-Infinity) };
    expect(normaliseList(nothing, 0, "z-score")).toMatchObject({ values: new Float64Array(0), floor: 0 });
  });

  it("comes for each row with a history, whatever the batches", () => {
    const histories = matrixOf(6, [[0], [], [1, 2], [5]]);
    // So deep that a batch holds one row.
    const rows: number[] = [];
    visitLists([member("a", [1, 2, 3, 4, 5, 6])], histories, 3_000_000, "rank", (row, lists) => {
      rows.push(row);
      expect([...(lists[0]?.items ?? [])].sort()).toEqual(
        [0, 1, 2, 3, 4, 5].filter((item) => ![[0], [], [1, 2], [5]][row]?.includes(item)),
      );
    });
    expect(rows).toEqual([0, 2, 3]);
  });
});

describe("a mix of rankings", () => {
  const falling = member("falling", [6, 5, 4, 3, 2, 1]);
  const rising = member("rising", [1, 2, 3, 4, 5, 6]);
  const history = matrixOf(6, [[5]]);

  it("with all weight on one member is that member", () => {
    const one = mixOf([falling, rising], { weights: Float64Array.of(1, 0) });
    expect([...one.recommendBatch(history, 5).items]).toEqual([0, 1, 2, 3, 4]);
    const other = mixOf([falling, rising], { weights: Float64Array.of(0, 1), normalisation: "rank" });
    expect([...other.recommendBatch(history, 5).items]).toEqual([4, 3, 2, 1, 0]);
  });

  it("adds values by weight, and leaves ties to the index", () => {
    const { items, scores } = mixOf([falling, rising]).recommendBatch(history, 5);
    expect([...items]).toEqual([0, 1, 2, 3, 4]);
    for (const score of scores) expect(score).toBeCloseTo(0, 6);
    const weighed = mixOf([falling, rising], { weights: Float64Array.of(0.4, 0.6) });
    expect([...weighed.recommendBatch(history, 2).items]).toEqual([4, 3]);
  });

  it("asks for no more of each member than its depth; the others rank behind by popularity", () => {
    const { items } = mixOf([rising], { weights: Float64Array.of(1), depth: 2 }).recommendBatch(history, 5);
    expect([...items]).toEqual([4, 3, 0, 1, 2]);
  });

  it("leaves items without interactions to the members that know their content", () => {
    const popularity = Float32Array.of(4, 3, 0, 1, 0, 1);
    const content = member("content", [1, 1, 9, 1, 2, 1], true);
    const weights = Float64Array.of(1, 0);
    const blind = mixOf([falling, { ...content, content: false }], { popularity, weights });
    expect([...blind.recommendBatch(history, 5).items]).toEqual([0, 1, 2, 3, 4]);
    const seeing = mixOf([falling, content], { popularity, weights });
    expect([...seeing.recommendBatch(history, 5).items]).toEqual([2, 0, 1, 4, 3]);
    const scoreOf2 = normaliseList(content.recommendBatch(history, 5), 0, "z-score").values[0];
    expect(seeing.recommendBatch(history, 1).scores[0]).toBeCloseTo(scoreOf2 ?? 0, 6);
    const muted = mixOf([falling, content], { popularity, weights, coldWeight: 0 });
    expect([...muted.recommendBatch(history, 5).items]).toEqual([0, 1, 2, 4, 3]);
  });
});

describe("the options of a mix", () => {
  const hybridOptions = (given: Record<string, unknown>) => servedModel("hybrid")?.readOptions(given);

  it("name two or more different models", () => {
    expect(hybridOptions({ models: " popularity , tf-idf " })?.models).toBe("popularity,tf-idf");
    for (const models of ["popularity", "", "popularity,popularity", "popularity,hybrid", "hybrid+head,slim"]) {
      expect(() => hybridOptions({ models })).toThrow(/^models: expected two or more different models/);
    }
  });

  it("of a member with a re-ranker go before those of the model, also by earlier names", () => {
    const given = { models: "popularity,slim+head", "slim.neighbours": 3, "slim.l1": 2, "slim+head.k": 4 };
    expect(hybridOptions(given)).toMatchObject({ "slim+head.neighbours": 4, "slim+head.l1": 2 });
  });

  it("refuse a re-ranker behind a member that is the same for all users, before there are data", () => {
    expect(() => hybridOptions({ models: "slim,popularity+head" })).toThrow(
      expect.objectContaining({ code: "no-head" }),
    );
    expect(() => hybridOptions({ models: "slim,implict-als+head" })).toThrow("did you mean implicit-als+head?");
  });

  it("name what can be a member where one is unknown: any model but a mix", () => {
    expect(() => hybridOptions({ models: "popularity,nix" })).toThrow(/expected some of implicit-als, .*; got "nix"/);
    expect(() => hybridOptions({ models: "popularity,nix" })).not.toThrow(/hybrid, /);
  });

  it.each([
    ["method", "mean"],
    ["task", "both"],
    ["normalisation", "minmax"],
    ["depth", 9],
    ["validation", 0],
    ["regularization", -1],
    ["coldWeight", -1],
  ])("refuse %s = %s", (name, value) => {
    expect(() => hybridOptions({ [name]: value })).toThrow(RangeError);
    expect(() => hybridOptions({ [name]: value })).toThrow(`${name}: expected`);
  });
});

describe("training a mix", () => {
  /** A member whose model has no options. */
  const planned = (name: string, scores: readonly number[], fits: string[] = []): Member => ({
    model: popularity,
    fit: async ({ interactions: { users } }): Promise<FittedMember> => {
      fits.push(`${name} on ${users.length}`);
      return { kind: name, options: {}, recommendBatch: toBatch(member(name, scores)) };
    },
  });
  const toBatch =
    ({ recommendBatch }: RankingMember): FittedMember["recommendBatch"] =>
    (histories, k) => ({ queryCount: histories.rowCount, ...recommendBatch(histories, k) });
  /** Eight users with six of eight items, in turn. */
  const table = toCsr(
    interactionsFrom(
      Array.from({ length: 48 }, (_, row) => ({
        userId: `user ${Math.floor(row / 6)}`,
        itemId: `item ${(Math.floor(row / 6) + (row % 6)) % 8}`,
      })),
      "implicit",
    ),
  );
  const options = { models: "a,b", validation: 0.2 };
  const train = (a: Member, b: Member, matrix = table, control: Partial<TrainingContext> = {}) =>
    trainOn(trainHybrid(lookupOf({ a, b })), matrix, { options, feedback: "implicit", ...control });

  it("fits every member to a part, then to everything, and says what came of it", async () => {
    const fits: string[] = [];
    const phases: string[] = [];
    const a = planned("a", [1, 2, 3, 4, 5, 6, 7, 8], fits);
    const b = planned("b", [8, 7, 6, 5, 4, 3, 2, 1], fits);
    const model = await train(a, b, table, { onPhase: (phase) => phases.push(phase) });
    expect(fits).toEqual(["a on 32", "b on 32", "a on 48", "b on 48"]);
    expect(phases).toHaveLength(5);
    expect(phases[2]).toMatch(/^hybrid: a [\d.]+, b [\d.]+; validation nDCG@10 [\d.]+, best member [\d.]+$/);
    const defaults = { method: "weighted", normalisation: "z-score", depth: 1000, regularization: 1 };
    expect(model.options).toMatchObject({ ...defaults, ...options, task: "ranking", coldWeight: 1 });
    expect(model.options.weights).toMatch(/^a [\d.]+, b [\d.]+$/);
    expect(model.recommendBatch(table, 3).items).toHaveLength(24);
  });

  it("refuses members that learn from ratings before any is fitted, where there are none", async () => {
    const fits: string[] = [];
    const rated: Member = { ...planned("b", [1], fits), model: { ...popularity, learnsFrom: "ratings" } };
    await expect(train(planned("a", [1], fits), rated)).rejects.toMatchObject({ code: "needs-ratings" });
    expect(fits).toEqual([]);
  });

  it("states the memory of its largest member, and names that in the advice", () => {
    const shape = { users: 10, items: 20_000, interactions: 100, explicit: true };
    const mix = trainableModel("hybrid");
    const given = { models: "slim,ease,popularity" };
    const ease = trainableModel("ease");
    const stated = mix?.memory?.(mix.model.readOptions(given), shape, 1);
    expect(stated?.kernelBytes).toBe(ease?.memory?.(ease.model.readOptions({}), shape, 1).kernelBytes);
    expect(stated?.remedy).toMatch(/^leave out ease, or its matrix is/);
  });

  it("gives equal weights where nobody has enough to hold out", async () => {
    const model = await train(planned("a", [1]), planned("b", [1]), matrixOf(1, [[0]]));
    expect(model.options.weights).toBe("a 0.5, b 0.5");
  });

  it("stops between two fits when it is interrupted", async () => {
    const stop = new AbortController();
    const stopping: Member = {
      ...planned("a", []),
      fit: async () => {
        stop.abort();
        return { kind: "a", options: {}, recommendBatch: toBatch(member("a", [])) };
      },
    };
    const training = train(stopping, planned("b", []), table, { signal: stop.signal });
    await expect(training).rejects.toThrow(TrainingError);
    await expect(training).rejects.toMatchObject({ code: "interrupted" });
  });

  it("mixes no ratings of members that predict none", () => {
    const { model } = trainHybrid(lookupOf({ a: planned("a", []), b: planned("b", []) }));
    const read = () => model.readOptions({ ...options, task: "ratings" });
    expect(read).toThrow(OptionsError);
    expect(read).toThrow("task=ratings: expected members that predict ratings, but a and b only rank");
  });
});
