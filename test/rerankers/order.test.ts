import { describe, expect, it } from "vitest";
import { orderByHead } from "../../src/rerankers/order.ts";

const ranking = (items: number[], scores: number[], popular?: number[]) => ({
  items: Uint32Array.from(items),
  scores: Float32Array.from(scores),
  ...(popular ? { popular: Uint8Array.from(popular) } : {}),
});
const plain = ({ items, scores, popular }: ReturnType<typeof orderByHead>) => ({
  items: [...items],
  scores: [...scores],
  ...(popular ? { popular: [...popular] } : {}),
});

describe("a list after re-ranking", () => {
  const retrieved = ranking([7, 3, 5, 1, 2], [5, 4, 3, 2, 1]);

  it("has the candidates by their scores, then what is left in its order, shifted to go on falling", () => {
    const found = orderByHead(retrieved, ranking([7, 3, 5], [-1, 0, -2]));
    expect(plain(found)).toEqual({ items: [3, 7, 5, 1, 2], scores: [0, -1, -2, -2, -3] });
  });

  it("leaves scores behind the candidates as they are where they fall anyway", () => {
    const found = orderByHead(retrieved, ranking([7, 3, 5], [9, 10, 8]));
    expect(plain(found)).toEqual({ items: [3, 7, 5, 1, 2], scores: [10, 9, 8, 2, 1] });
  });

  it("puts equal scores by item index", () => {
    expect([...orderByHead(retrieved, ranking([7, 3, 5], [1, 1, 1])).items]).toEqual([3, 5, 7, 1, 2]);
  });

  it("takes in candidates of another retriever, and is as long as before", () => {
    const found = orderByHead(retrieved, ranking([7, 9, 8], [3, 2, 4]));
    expect(plain(found)).toEqual({ items: [8, 7, 9, 3, 5], scores: [4, 3, 2, 2, 1] });
  });

  it("is as long as the candidates where these are more", () => {
    const found = orderByHead(ranking([7, 3], [2, 1]), ranking([9, 7, 8, 4], [1, 2, 3, 4]));
    expect(plain(found)).toEqual({ items: [4, 8, 7, 9], scores: [4, 3, 2, 1] });
  });

  it("keeps marks of popular items, but not of one that another retriever found", () => {
    const marked = ranking([7, 3, 5, 1], [2, 1, 0, 0], [0, 0, 1, 1]);
    const found = orderByHead(marked, ranking([7, 5], [1, 2]));
    expect(plain(found)).toEqual({ items: [5, 7, 3, 1], scores: [2, 1, 1, 0], popular: [0, 0, 0, 1] });
    expect(orderByHead(retrieved, ranking([7], [1])).popular).toBeUndefined();
  });

  it("is the retrieved list where there are no candidates, and changes neither of what it was given", () => {
    expect(orderByHead(retrieved, ranking([], []))).toBe(retrieved);
    const candidates = ranking([7, 3], [-8, -9]);
    orderByHead(retrieved, candidates);
    expect(plain(retrieved)).toEqual({ items: [7, 3, 5, 1, 2], scores: [5, 4, 3, 2, 1] });
    expect(plain(candidates)).toEqual({ items: [7, 3], scores: [-8, -9] });
  });
});
