import { describe, expect, it } from "vitest";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import {
  type Competition,
  isAllPopular,
  popularItems,
  signalLength,
  withPopularTail,
  withPopularTails,
} from "../../src/models/popular-tail.ts";
import { matrixOf } from "./fixtures.ts";

/** Item 3 is the most popular, then 1 and 5, which are level, 0, 4, and 2, which nobody has. */
const POPULARITY = Float32Array.of(2, 5, 0, 9, 1, 5);
const popular = popularItems(POPULARITY);
/** What is 0 beside any score. */
const LEAST = 2 ** -149;

/** The best `k` by these scores, as a scan finds them, and how it ends. */
function endOf(scores: readonly number[], k: number, out: readonly number[] = []) {
  const asked: number[][] = [];
  const listed = [...scores.keys()].filter((item) => !out.includes(item));
  const best = listed.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, k);
  const found = { items: Uint32Array.from(best), scores: Float32Array.from(best, (item) => scores[item] ?? 0) };
  const competition: Competition = {
    left: scores.length - out.length,
    isOut: (item) => out.includes(item),
    scoresOf: (items) => {
      asked.push([...items]);
      return (item) => scores[item] ?? 0;
    },
  };
  const ranking = withPopularTail(found, popular, () => competition);
  return { found, ranking, asked };
}

const plain = ({ items, scores, popular: marks }: ReturnType<typeof endOf>["ranking"]) => ({
  items: [...items],
  scores: [...scores],
  marks: [...(marks ?? [])],
});

describe("the end of a list", () => {
  it("is left alone where every score says something", () => {
    const { found, ranking, asked } = endOf([3, 2, 1, -1, -2, 4], 6);
    expect(ranking).toBe(found);
    expect(asked).toEqual([]);
    expect([signalLength(ranking), isAllPopular(ranking)]).toEqual([6, false]);
  });

  it("goes by popularity where the scores are 0, of all items that may be listed", () => {
    // A scan would find 0, 1 and 2 behind 4.
    const { ranking } = endOf([0, 0, 0, 0, 7, 0], 4);
    expect(plain(ranking)).toEqual({
      items: [4, 3, 1, 5],
      scores: [7, 9 * LEAST, 5 * LEAST, 5 * LEAST],
      marks: [0, 1, 1, 1],
    });
    expect([signalLength(ranking), isAllPopular(ranking), isAllPopular(ranking, 1)]).toEqual([1, false, false]);
  });

  it("has what the model advises against behind what it says nothing of, best first", () => {
    expect(plain(endOf([0, -2, 0, -1, 7, 0], 6).ranking)).toEqual({
      items: [4, 5, 0, 2, 3, 1],
      scores: [7, 5 * LEAST, 2 * LEAST, 0, -1, -2],
      marks: [0, 1, 1, 1, 0, 0],
    });
  });

  it("passes over popular items that the model advises against, and those that are out", () => {
    // 3 is out, 1 has a score below 0: neither fills the list, whatever their popularity.
    expect(plain(endOf([0, -2, 0, 0, 7, 0], 3, [3]).ranking).items).toEqual([4, 5, 0]);
  });

  it("has the popularities for scores where nothing else is in the list", () => {
    const { ranking } = endOf([0, 0, 0, 0, 0, 0], 2);
    expect(plain(ranking)).toEqual({ items: [3, 1], scores: [9, 5], marks: [1, 1] });
    expect([signalLength(ranking), isAllPopular(ranking)]).toEqual([0, true]);
  });

  it("looks for more candidates until the list is full", () => {
    const many = 500;
    const popularity = Float32Array.from({ length: many }, (_, item) => many - item);
    // The first 400 by popularity are advised against.
    const scores = Float32Array.from({ length: many }, (_, item) => (item < 400 ? -1 : 0));
    const found = { items: Uint32Array.of(400, 401, 402), scores: new Float32Array(3) };
    const asked: number[] = [];
    const ranking = withPopularTail(found, popularItems(popularity), () => ({
      left: many,
      isOut: () => false,
      scoresOf: (items) => {
        asked.push(items.length);
        return (item) => scores[item]!;
      },
    }));
    expect([...ranking.items]).toEqual([400, 401, 402]);
    expect(asked).toEqual([32, 128, 340]);
  });

  it("in a batch is that of each row, with nothing but popular items for a row without history", () => {
    const histories = matrixOf(6, [[0], [], [1]]);
    const items = Uint32Array.of(4, 1, NO_ITEM, 0, 1, 2, 0, 2, 3);
    const scores = Float32Array.of(7, 0, Number.NEGATIVE_INFINITY, 1, 0, 0, 3, 2, 1);
    const ended = withPopularTails({ queryCount: 3, k: 3, items, scores }, histories, popular, () => () => () => 0);
    expect([...ended.items]).toEqual([4, 3, NO_ITEM, 3, 1, 5, 0, 2, 3]);
    expect([...ended.scores].map((score) => score / 1)).toEqual([7, 9 * LEAST, -Infinity, 9, 5, 5, 3, 2, 1]);
    expect([...(ended.popular ?? [])]).toEqual([0, 1, 0, 1, 1, 1, 0, 0, 0]);
  });
});
