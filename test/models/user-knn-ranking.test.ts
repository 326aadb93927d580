import { describe, expect, it } from "vitest";
import { rowIndices } from "../../src/data/csr.ts";
import { selectInteractions, toCsr } from "../../src/data/interactions.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { trainUserKnn } from "../../src/models/neighbourhoods/train-user-knn.ts";
import { rankingHalf } from "../../src/models/neighbourhoods/two-halves.ts";
import { userKnn } from "../../src/models/neighbourhoods/user-knn.ts";
import { type UserKnnRankingOptions, userKnnRankingSpecs } from "../../src/models/neighbourhoods/user-knn-ranking.ts";
import { tastes } from "./fixtures.ts";
import { trainOn } from "./train.ts";

const whole = tastes(3);
// Every other user has lost a third of what they had: bm25 tells histories of different lengths apart.
const left = [...whole.users.keys()].filter((row) => whole.users[row]! % 2 === 0 || whole.items[row]! % 3 > 0);
const interactions = toCsr(selectInteractions(whole, Uint32Array.from(left)));
const { rowCount: users, columnCount: items } = interactions;
const counts = countInteractions(interactions);
const rows = Array.from({ length: users }, (_, user) => new Set(rowIndices(interactions, user)));
const meanLength = interactions.indices.length / users;

/** The similarity of two users as the docstring has it, in f64 and without any short cut. */
function similarity(u: number, v: number, { similarity: kind, shrinkage, K1, B }: UserKnnRankingOptions): number {
  const weight = (item: number): number => {
    if (kind === "tf-idf") return Math.log(users / counts[item]!) ** 2;
    return kind === "bm25" ? Math.max(0, Math.log(users / (1 + counts[item]!))) ** 2 : 1;
  };
  const sum = (row: Iterable<number>): number => [...row].reduce((total, item) => total + weight(item), 0);
  const [own, other] = [rows[u] ?? new Set<number>(), rows[v] ?? new Set<number>()];
  const shared = sum([...own].filter((item) => other.has(item)));
  if (kind === "jaccard") return shared / (own.size + other.size - shared + shrinkage);
  if (kind !== "bm25") return shared / (Math.sqrt(sum(own)) * Math.sqrt(sum(other)) + shrinkage);
  const damped = (n: number): number => (K1 + 1) / (K1 * (1 - B + (B * n) / meanLength) + 1);
  return shared * damped(own.size) * damped(other.size);
}

function scoresOf(user: number, options: UserKnnRankingOptions): Float64Array {
  const neighbours = rows
    .map((_, other) => ({ other, near: Math.fround(similarity(user, other, options)) }))
    .sort((a, b) => b.near - a.near || a.other - b.other)
    .slice(0, options.neighbours);
  const best = neighbours[0]?.near ?? 1;
  const scores = new Float64Array(items);
  for (const { other, near } of neighbours) {
    const said = options.locality === 1 ? near : (near / best) ** options.locality;
    for (const item of rows[other] ?? []) scores[item]! += said;
  }
  return scores;
}

describe.each([
  { similarity: "cosine", shrinkage: 2 },
  { similarity: "jaccard", shrinkage: 1 },
  { similarity: "tf-idf" },
  { similarity: "tf-idf", locality: 2.5 },
  { similarity: "bm25" },
  { similarity: "bm25", K1: 0.5, B: 1, locality: 0.75 },
])("user-knn for rankings, %o", (given) => {
  it("adds up what the nearest users have, each by its similarity", async () => {
    const set = { neighbours: 15, ...given };
    const options = rankingHalf(userKnnRankingSpecs, userKnn.readOptions(set));
    const model = await trainOn(trainUserKnn, interactions, { options: set, feedback: "implicit" });
    const lists = model.recommendBatch(interactions, 10);
    for (let user = 0; user < users; user += 7) {
      const expected = scoresOf(user, options);
      for (let at = user * 10; at < user * 10 + 10; at++) {
        const score = lists.scores[at]!;
        expect(Math.abs(score - expected[lists.items[at]!]!)).toBeLessThan(1e-5 * Math.max(1, score));
      }
      const left = [...expected.keys()].filter((item) => rows[user]?.has(item) === false);
      const best = Math.max(...left.map((item) => expected[item]!));
      expect(lists.scores[user * 10]!).toBeCloseTo(best, 4);
    }
  });
});
