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
      evaluation("popularity", { "ndcg@10": 0.1, rmse: 1 }),
      evaluation("retrieval", { "ndcg@10": 0.3, rmse: 0.8 }),
    ]);
    expect(table?.rows.map((row) => [row.subject, row.isBaseline])).toEqual([
      ["retrieval", false],
      ["popularity", true],
    ]);
    expect(table?.rows[0]?.values.get("ndcg@10")?.timesBaseline).toBeCloseTo(3, 12);
    expect(table?.rows[1]?.values.get("ndcg@10")?.timesBaseline).toBeUndefined();
  });

  it("do not call an error that is lower a fraction of popularity", () => {
    const [table] = evaluationTables([evaluation("popularity", { rmse: 1 }), evaluation("als", { rmse: 0.8 })]);
    expect(table?.rows[0]?.values.get("rmse")).toEqual({ value: 0.8, timesBaseline: undefined });
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
