import { describe, expect, it } from "vitest";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRandom } from "../../src/random.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact, engine, ITEM_COUNT } from "./fixture.ts";

const USER_COUNT = 60;
const random = createRandom(3);
/** Items by user; the last user has none. */
const TAKEN = Array.from({ length: USER_COUNT }, (_, user) => {
  const share = user === USER_COUNT - 1 ? 0 : random.nextFloat();
  return Array.from({ length: ITEM_COUNT }, (_, item) => item).filter(() => random.nextFloat() < share);
});

async function crowd() {
  const pairs = TAKEN.flatMap((items, user) => items.map((item) => [user, item] as const));
  const [users, items] = [0, 1].map((at) => Uint32Array.from(pairs, (pair) => pair[at]!)) as [Uint32Array, Uint32Array];
  const histories = csrFromCoordinates(USER_COUNT, ITEM_COUNT, users, items, new Float32Array(pairs.length).fill(2));
  const userIds = createVocabulary(TAKEN.map((_, user) => `u${user}`));
  return createRecommender({ ...artefact(), users: { userIds, histories } }, await kernelModule());
}

describe("similar users", () => {
  it("are those with the highest cosine of histories, the lower index first among equals", async () => {
    const many = await crowd();
    for (const user of [0, 7, 31]) {
      const own = new Set(TAKEN[user]);
      const expected = TAKEN.flatMap((items, other) => {
        const common = items.filter((item) => own.has(item)).length;
        const similarity = common / Math.sqrt(own.size * items.length);
        return other === user || common === 0 ? [] : [{ userId: `u${other}`, similarity, common, other }];
      }).sort((a, b) => b.similarity - a.similarity || a.other - b.other);
      const { users, usersCompared } = many.similarUsers({ userId: `u${user}`, k: 12 });
      expect(users).toEqual(expected.slice(0, 12).map(({ other: _, ...listed }) => listed));
      expect(usersCompared).toBe(USER_COUNT - 1);
      expect(many.similarUsers({ userId: `u${user}`, k: 1000 }).users).toHaveLength(expected.length);
    }
    expect(many.similarUsers({ userId: `u${USER_COUNT - 1}` }).users).toEqual([]);
  });

  it("need a user who is known, an artefact with histories, and k within its limits", async () => {
    const small = await engine();
    expect(small.similarUsers({ userId: "ann" }).users).toEqual([{ userId: "cleo", similarity: 0.5, common: 1 }]);
    expect(() => small.similarUsers({ userId: "x" })).toThrow(expect.objectContaining({ code: "unknown-user" }));
    expect(() => small.similarUsers({ userId: "ann", k: 0 })).toThrow(RangeError);
    expect(() => small.similarUsers({ userId: "ann", k: 1001 })).toThrow(RangeError);
    const open = createRecommender({ ...artefact(), users: undefined }, await kernelModule());
    const code = { code: "unsupported-similar-users" };
    expect(() => open.similarUsers({ userId: "ann" })).toThrow(expect.objectContaining(code));
  });
});
