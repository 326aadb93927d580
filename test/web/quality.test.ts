import { describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/artefact/manifest.ts";
import { qualityWords } from "../../web/logic/quality.ts";
import { fakeManifest } from "./fake-recommender.ts";

const WORDS = { one: "album", many: "albums", headline: "", searchHint: "", coverShape: "portrait" } as const;

function evaluation(subject: string, metrics: Record<string, number>, other: Partial<Evaluation> = {}): Evaluation {
  return { subject, protocol: "hold-out of the last", part: "validation", users: 5000, metrics, ...other };
}

const told = (evaluations: readonly Evaluation[], note = "") =>
  qualityWords(fakeManifest(9, { evaluations, note }), WORDS);

const hits = (served: number, popular: number, users = 5000) =>
  told([
    evaluation("popularity", { "hit-rate@10": popular }, { users }),
    evaluation("retrieval", { "hit-rate@10": served }, { users }),
  ]);

describe("what the figures say", () => {
  it("is how many times as good as popularity, in numbers of people", () => {
    const quality = hits(0.28, 0.058);
    expect(quality?.headline).toBe("4.8 times as good as showing what is popular");
    expect(quality?.sentences).toEqual([
      "For 28 of 100 people, at least one of ten suggestions was an album that they had chosen and the model had not seen; with the ten most popular, for 5.8. Tried on 5,000 people.",
    ]);
  });

  it.each([
    [0.2, 0.1, "Twice as good as showing what is popular"],
    [0.13, 0.1, "30 % better than showing what is popular"],
    [0.101, 0.1, "About as good as showing what is popular"],
    [0.05, 0.1, "Not as good as showing what is popular"],
  ])("of %d against %d is %j", (served, popular, headline) => {
    expect(hits(served, popular)?.headline).toBe(headline);
  });

  it("claims nothing that chance could have done with so few people", () => {
    expect(hits(0.2, 0.1, 5000)?.headline).toContain("Twice");
    expect(hits(0.2, 0.1, 20)?.headline).toBe("About as good as showing what is popular");
  });

  it("claims nothing within the standard errors of a sample", () => {
    const sampled = (error: number) =>
      told([
        evaluation("popularity", { "recall@10": 0.1 }, { standardErrors: { "recall@10": error } }),
        evaluation("retrieval", { "recall@10": 0.2 }, { standardErrors: { "recall@10": error } }),
      ])?.headline;
    expect([sampled(0.01), sampled(0.05)]).toEqual([
      "Twice as good as showing what is popular",
      "About as good as showing what is popular",
    ]);
  });

  it("is of the lists that are served, on test data before validation", () => {
    const quality = told([
      evaluation("popularity", { "hit-rate@10": 0.1 }),
      evaluation("retrieval", { "hit-rate@10": 0.5 }),
      evaluation("retrieval+head", { "hit-rate@10": 0.3 }),
    ]);
    expect(quality?.headline).toContain("3.0 times");
    const tested = told([
      evaluation("popularity", { "hit-rate@10": 0.1 }),
      evaluation("retrieval", { "hit-rate@10": 0.5 }),
      evaluation("popularity", { "hit-rate@10": 0.1 }, { part: "test", protocol: "random:0.2" }),
      evaluation("retrieval", { "hit-rate@10": 0.4 }, { part: "test", protocol: "random:0.2" }),
    ]);
    expect(tested?.headline).toContain("4.0 times");
  });

  it("compares with the same protocol and the same users alone", () => {
    expect(
      told([
        evaluation("popularity", { "hit-rate@10": 0.1 }, { users: 10 }),
        evaluation("retrieval", { "hit-rate@10": 0.5 }),
      ]),
    ).toBeUndefined();
  });

  it("says that an audience is simulated", () => {
    const evaluations = [evaluation("popularity", { "ndcg@10": 0.1 }), evaluation("retrieval", { "ndcg@10": 0.2 })];
    const simulated = "The audience of these data is simulated: what holds for it may not hold for people.";
    expect(told(evaluations, "simulated customers")?.sentences.slice(1)).toEqual([simulated]);
    const both = told(evaluations, "only values of at least 4; simulated customers");
    expect(both?.sentences.slice(1)).toEqual(["About these data: only values of at least 4.", simulated]);
    expect(told(evaluations, "every tenth user")?.sentences.at(-1)).toBe("About these data: every tenth user.");
    expect(told(evaluations)?.sentences).toHaveLength(1);
  });

  it("says how far predicted ratings are off, beside what is usual", () => {
    const quality = told([evaluation("retrieval", { mae: 0.64 }), evaluation("user-item-baseline", { mae: 0.67 })]);
    expect(quality?.sentences).toEqual([
      "Predicted ratings are 0.64 off on average; what is usual for the person and the item is 0.67 off.",
    ]);
  });

  it("is nothing where nothing was measured", () => {
    expect(told([])).toBeUndefined();
    expect(told([evaluation("retrieval", { "coverage@10": 0.5 })])).toBeUndefined();
  });
});
