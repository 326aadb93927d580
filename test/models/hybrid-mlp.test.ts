import { describe, expect, it } from "vitest";
import { createCategoryColumn, emptyItemTable, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { trainHybridMlp } from "../../src/models/networks/train-hybrid-mlp.ts";
import { matrixOf } from "./fixtures.ts";
import { type Rated, ratingsOf } from "./rating-fixtures.ts";
import { trainOn } from "./train.ts";

const [USERS, ITEMS] = [40, 24];
/** Items that nobody has. */
const COLD = [20, 21, 22, 23];

/** Even items are red, odd ones blue. */
const items: ItemTable = {
  ...emptyItemTable(createVocabulary(Array.from({ length: ITEMS }, (_, item) => `i${item}`))),
  categories: new Map([
    ["colour", createCategoryColumn(Array.from({ length: ITEMS }, (_, item) => [item % 2 === 0 ? "red" : "blue"]))],
  ]),
};

/** Users like the colour of their parity: 5, and 1 for the other one. */
const ratings = ratingsOf(
  USERS,
  ITEMS,
  Array.from({ length: USERS }, (_, user) =>
    Array.from({ length: 20 }, (_, item): Rated => [user, item, item % 2 === user % 2 ? 5 : 1]).filter(
      ([, item]) => (3 * user + 7 * item) % 5 < 3,
    ),
  ).flat(),
);

const OPTIONS = {
  ...{ columns: "colour", minDocumentFrequency: 1, factors: 4, termUnits: 8, contentUnits: 8, hidden: 16, dropout: 0 },
  ...{ epochs: 60, batchSize: 32, learningRate: 0.01, validationShare: 0, regularization: 0.02, servedFactors: 8 },
};
const train = (options: Readonly<Record<string, unknown>>) =>
  trainOn(trainHybridMlp, ratings, { items, options: { ...OPTIONS, ...options } });

describe("hybrid-mlp", () => {
  it("predicts items that nobody has by their texts", async () => {
    const { predictBatch } = await train({ target: "rating" });
    const wanted = matrixOf(
      ITEMS,
      Array.from({ length: USERS }, () => COLD),
    );
    const found = predictBatch?.({
      users: Uint32Array.from({ length: USERS }, (_, user) => user),
      histories: ratings,
      wanted,
    });
    const right = found?.filter((value, at) => value > 3 === (COLD[at % 4]! % 2 === Math.floor(at / 4) % 2));
    expect(right).toHaveLength(4 * USERS);
  });

  it.each([
    ["binary", 0],
    ["binary", 0.3],
  ])("ranks cold items of the user's colour before the others: %s, idDropout %d", async (target, idDropout) => {
    const { recommendBatch } = await train({ target, idDropout });
    for (const parity of [0, 1]) {
      const history = [parity, parity + 2, parity + 4, parity + 6];
      const list = [...recommendBatch(matrixOf(ITEMS, [history]), ITEMS).items];
      const cold = list.filter((item) => COLD.includes(item));
      expect(cold.map((item) => item % 2)).toEqual([parity, parity, 1 - parity, 1 - parity]);
    }
  });

  it("tells items that nobody has apart by nothing but their texts", async () => {
    const { predictBatch } = await train({ target: "rating", epochs: 1 });
    const wanted = matrixOf(
      ITEMS,
      Array.from({ length: USERS }, () => COLD),
    );
    const users = Uint32Array.from({ length: USERS }, (_, user) => user);
    const [first, second, third, fourth] = predictBatch?.({ users, histories: ratings, wanted }) ?? [];
    expect([first, second]).toEqual([third, fourth]);
    expect(first).not.toBe(second);
  });

  it("refuses a catalogue in which no term is left", async () => {
    await expect(train({ minDocumentFrequency: 100 })).rejects.toThrow(/expected terms in 100 items or more, got none/);
  });
});
