import { describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/artefact/manifest.ts";
import { headGain } from "../../web/logic/head-gain.ts";

const evaluation = (subject: string, ndcg: number): Evaluation => ({
  subject,
  protocol: "hold-out of the last",
  part: "validation",
  users: 10,
  metrics: { "ndcg@10": ndcg },
});

describe("what re-ranking adds", () => {
  it("is the change from the lists without a head to those with one", () => {
    const text = headGain([
      evaluation("popularity", 0.01),
      evaluation("retrieval", 0.04),
      evaluation("retrieval+head", 0.06),
    ]);
    expect(text).toBe("nDCG@10 0.0400 → 0.0600 (+50 %; validation, hold-out of the last)");
  });

  it("is a loss with its sign", () => {
    const text = headGain([evaluation("retrieval", 0.04), evaluation("retrieval+head", 0.03)]);
    expect(text).toContain("(−25 %;");
  });

  it("is not said where a figure is missing or nothing was found before", () => {
    expect(headGain([evaluation("retrieval", 0.04)])).toBeUndefined();
    expect(headGain([evaluation("retrieval", 0), evaluation("retrieval+head", 0.1)])).toBeUndefined();
  });
});
