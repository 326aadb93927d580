import { beforeEach, describe, expect, it } from "vitest";
import type { Interactions } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { NearEdgeError } from "../../src/errors.ts";
import { platform, usePlatform } from "../../src/platform.ts";
import { modelCandidate } from "../by-text.ts";

const machine = { bytes: 2 ** 40 };
usePlatform({ ...platform(), memoryBytes: () => machine.bytes });

/** Ratings of so many users and items, of whom all but the first two of each have none. */
function emptyButFor(users: number, items: number): Interactions {
  const ids = (count: number) => ({ size: count }) as Interactions["userIds"];
  return {
    ...{ userIds: ids(users), itemIds: ids(items), feedback: "explicit" },
    users: Uint32Array.of(0, 0, 1),
    items: Uint32Array.of(0, 1, 1),
    values: Float32Array.of(5, 3, 1),
    timestamps: undefined,
  };
}

async function refusalOf(model: string, set: Record<string, string>, interactions: Interactions) {
  const control = { seed: 1, threads: 1 };
  const candidate = modelCandidate(model, set, emptyItemTable(createVocabulary([])), control);
  const startedMs = performance.now();
  const error = await (async () => candidate.fit(interactions))().catch((reason: unknown) => reason);
  if (!(error instanceof NearEdgeError)) throw new Error(`expected a refusal, got ${error}`);
  return { code: error.code, message: error.message, elapsedMs: performance.now() - startedMs };
}

const [MANY, FEW] = [3_000_000, 1000];

/** What does not fit into 4 GiB, with the bytes that it needs. */
const TOO_LARGE: readonly (readonly [string, Record<string, string>, number, number, number])[] = [
  ["implicit-als", { factors: "512" }, MANY, FEW, 4 * 512 * MANY],
  ["bpr", { factors: "508" }, MANY, FEW, 4 * 512 * MANY],
  ["warp", { factors: "508" }, MANY, FEW, 8 * 512 * MANY],
  ["biased-mf", { factors: "512" }, MANY, FEW, 4 * 512 * MANY],
  ["funk-mf", { factors: "512", update: "sequential" }, MANY, FEW, 4 * 512 * MANY],
  ["funk-mf", { factors: "512", update: "vectorised" }, MANY, FEW, 4 * 512 * MANY],
  ["svdpp", { factors: "512" }, MANY, FEW, 4 * 512 * MANY],
  ["explicit-als", { factors: "512" }, MANY, FEW, 4 * 512 * MANY],
  ["nmf", { factors: "512" }, MANY, FEW, 4 * 512 * MANY],
  ["svd", { factors: "500" }, MANY, FEW, 8 * 532 * MANY],
  ["pure-svd", { factors: "500" }, MANY, FEW, 8 * 532 * MANY],
  ["gf-cf", { factors: "500" }, MANY, FEW, 8 * 532 * MANY],
  // The decomposition would fit, the filter would not.
  ["gf-cf", { factors: "1" }, 18_000_000, 2, 4 * 64 * 18_000_000],
  ["rp3beta", { neighbours: "100000" }, FEW, 100_000, 8 * 1e10],
  ["slim", { neighbours: "1000" }, FEW, 1_000_000, 8 * 1e9],
  ["ease", {}, FEW, 40_000, 4 * 40_000 ** 2],
  ["slope-one", {}, FEW, 40_000, 4 * 40_000 * 39_999],
  ["item-knn", { rankingNeighbours: "100000" }, FEW, 100_000, 8 * 1e10],
  ["item-knn", { keep: "10000" }, FEW, 1_000_000, 8 * 1e10],
];

describe("a training that does not fit", () => {
  beforeEach(() => {
    machine.bytes = 2 ** 40;
  });

  it.each(TOO_LARGE)("is refused with its bytes before it starts: %s %o", async (model, set, users, items, bytes) => {
    const { code, message, elapsedMs } = await refusalOf(model, set, emptyButFor(users, items));
    expect(message).toMatch(/needs? \d+ bytes/);
    expect(code).toBe("memory-limit");
    const needed = Number(/needs? (\d+) bytes/.exec(message)?.[1]);
    expect(needed).toBeGreaterThan(bytes);
    expect(needed).toBeLessThan(1.5 * bytes);
    expect(message).toMatch(/; (use|leave out|keep|its)/);
    expect(elapsedMs).toBeLessThan(5000);
  });

  it("is refused where the machine has less than it needs, weights that come out among it", async () => {
    machine.bytes = 4e9;
    const all = await refusalOf("ease", { keep: "0" }, emptyButFor(10, 20_000));
    expect(all).toMatchObject({ code: "memory-limit" });
    // The matrix alone would fit; the weights are twice that.
    expect(all.message).toMatch(
      /^ease: needs 4[78]\d{8} bytes for these data, more than the 4000000000 of this machine; /,
    );
    machine.bytes = 1e6;
    const clusters = await refusalOf("co-clustering", {}, emptyButFor(600_000, 20_000));
    expect(clusters.message).toMatch(/^co-clustering: needs 496\d{4} bytes for these data, /);
    const users = await refusalOf("user-knn", {}, emptyButFor(600_000, 1000));
    expect(users.message).toMatch(/^user-knn: needs \d{8} bytes for these data, /);
    machine.bytes = 1e9;
    for (const [model, set] of [
      ["biased-mf", { factors: "512" }],
      ["svd", { factors: "500", method: "lanczos" }],
      ["gf-cf", { factors: "256" }],
      ["slim", { neighbours: "10000" }],
      ["slope-one", {}],
      ["item-knn", { rankingNeighbours: "10", keep: "10000" }],
    ] as const) {
      const { code, message } = await refusalOf(model, set, emptyButFor(600_000, 20_000));
      expect([model, code]).toEqual([model, "memory-limit"]);
      expect(message).toContain("the 1000000000 of this machine");
    }
  });
});
