import { describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/artefact/manifest.ts";
import { evaluationTables } from "../../web/logic/evaluation-tables.ts";

const evaluation = (
  subject: string,
  metrics: Record<string, number>,
  part: Evaluation["part"] = "test",
  protocol = "leave-last-out",
): Evaluation => ({ subject, metrics, part, protocol, users: 100 });

describe("evaluation tables", () => {
  it("never put figures of different protocols or parts into one table; test comes first", () => {
    const tables = evaluationTables([
      evaluation("retrieval", { "ndcg@10": 0.3 }, "validation"),
      evaluation("retrieval", { "ndcg@10": 0.2 }, "test"),
      evaluation("retrieval", { "ndcg@10": 0.1 }, "test", "random:0.2"),
    ]);
    expect(tables.map(({ part, protocol }) => `${part} ${protocol}`)).toEqual([
      "test leave-last-out",
      "test random:0.2",
      "validation leave-last-out",
    ]);
  });

  it("put popularity last and say how many times it the others are", () => {
    const [table] = evaluationTables([
      evaluation("popularity", { "ndcg@10": 0.1, "novelty@10": 3 }),
      evaluation("retrieval", { "ndcg@10": 0.3, "novelty@10": 6 }),
    ]);
    expect(table?.kind).toBe("lists");
    expect(table?.rows.map((row) => [row.subject, row.isBaseline])).toEqual([
      ["retrieval", false],
      ["popularity", true],
    ]);
    expect(table?.rows[0]?.values.get("ndcg@10")?.timesBaseline).toBeCloseTo(3, 12);
    expect(table?.rows[0]?.values.get("novelty@10")).toEqual({
      value: 6,
      timesBaseline: undefined,
      standardError: undefined,
    });
    expect(table?.rows[1]?.values.get("ndcg@10")?.timesBaseline).toBeUndefined();
  });

  it("say how many users a sample was drawn from, and how sure its figures are", () => {
    const sampled = { sampledFrom: 900, standardErrors: { "ndcg@10": 0.01 } };
    const tables = evaluationTables([
      { ...evaluation("retrieval", { "ndcg@10": 0.3, "coverage@10": 0.5 }), ...sampled },
      evaluation("retrieval", { "ndcg@10": 0.2 }),
    ]);
    expect(tables.map(({ users, sampledFrom }) => [users, sampledFrom])).toEqual([
      [100, 900],
      [100, undefined],
    ]);
    const values = tables[0]?.rows[0]?.values;
    expect([values?.get("ndcg@10")?.standardError, values?.get("coverage@10")?.standardError]).toEqual([
      0.01,
      undefined,
    ]);
  });

  it("keep errors of predicted ratings apart from lists, beside the baseline of ratings", () => {
    const tables = evaluationTables([
      evaluation("popularity", { "recall@10": 0.1 }),
      evaluation("user-item-baseline", { rmse: 1, mae: 0.8, "recall@10": 0.05 }),
      evaluation("ratings", { rmse: 0.9, mae: 0.7, "recall@10": 0.04 }),
    ]);
    expect(tables.map(({ kind, metricNames }) => [kind, metricNames])).toEqual([
      ["errors", ["rmse", "mae"]],
      ["lists", ["recall@10"]],
    ]);
    const [errors, lists] = tables;
    expect(errors?.rows.map(({ subject, isBaseline }) => [subject, isBaseline])).toEqual([
      ["ratings", false],
      ["user-item-baseline", true],
    ]);
    expect(errors?.rows[0]?.values.get("rmse")).toEqual({
      value: 0.9,
      timesBaseline: 0.9,
      standardError: undefined,
    });
    expect(lists?.rows.map(({ subject }) => subject)).toEqual(["user-item-baseline", "ratings", "popularity"]);
  });

  it("leave a metric absent where it was not measured, or popularity is 0", () => {
    const [table] = evaluationTables([
      evaluation("popularity", { "recall@20": 0 }),
      evaluation("retrieval", { "ndcg@10": 0.3, "recall@20": 0.5 }),
    ]);
    expect(table?.metricNames).toEqual(["recall@20", "ndcg@10"]);
    expect(table?.rows[1]?.values.has("ndcg@10")).toBe(false);
    expect(table?.rows[0]?.values.get("recall@20")?.timesBaseline).toBeUndefined();
  });
});
