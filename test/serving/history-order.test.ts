import { describe, expect, it } from "vitest";
import { oldestFirst } from "../../src/data/csr-order.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { gatherHistory, type HistoryRequest } from "../../src/serving/history.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact } from "./fixture.ts";

const unordered = artefact();
/** ann: 2 before 0; cleo: 2 before 1. */
const sequence = Uint32Array.of(2, 0, 2, 1);
const ordered = {
  ...unordered,
  users: unordered.users && {
    ...unordered.users,
    histories: oldestFirst({ ...unordered.users.histories, sequence }),
  },
};
const gather = (request: HistoryRequest, of = ordered) =>
  gatherHistory(of, request, { sentWeight: (value) => value ?? 1 });
const sequenceOf = (request: HistoryRequest, of = ordered): number[] => [...gather(request, of).sequence];

describe("the sequence of a history", () => {
  it("is that of the request, oldest first", () => {
    expect(sequenceOf({ history: ["9", "3", "17"] })).toEqual([9, 3, 17]);
    expect([...gather({ history: ["9", "3", "17"] }).items]).toEqual([3, 9, 17]);
  });

  it("has an item that comes again at its last place", () => {
    expect(sequenceOf({ history: ["9", "3", { itemId: "9", value: 2 }, "3", "5", "9"] })).toEqual([3, 5, 9]);
  });

  it("begins with the stored history in its order; an item that is sent moves behind", () => {
    expect(sequenceOf({ userId: "ann" })).toEqual([2, 0]);
    expect(sequenceOf({ userId: "ann", history: ["7", "2"] })).toEqual([0, 7, 2]);
    // The stored weight stays.
    const { items, weights } = gather({ userId: "cleo", history: ["1"] });
    expect([[...items], [...weights]]).toEqual([
      [1, 2],
      [3, 1],
    ]);
  });

  it("is without a stored history that has no order", () => {
    expect(sequenceOf({ userId: "ann" }, unordered)).toEqual([]);
    expect(sequenceOf({ userId: "ann", history: ["7", "2"] }, unordered)).toEqual([7, 2]);
  });

  it("is empty where no item is known", () => {
    expect(sequenceOf({ history: ["nothing", "known"] })).toEqual([]);
    expect(sequenceOf({ userId: "bob" })).toEqual([]);
  });
});

it("a model that reads no order lists the same from either artefact", async () => {
  const [one, other] = [unordered, ordered].map(async (of) => createRecommender(of, await kernelModule()));
  for (const userId of ["ann", "bob", "cleo"]) {
    expect((await other!).recommend({ userId, k: 8 })).toEqual((await one!).recommend({ userId, k: 8 }));
  }
});
