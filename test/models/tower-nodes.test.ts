import { describe, expect, it } from "vitest";
import { towerNetwork } from "../../src/models/networks/train-tower-nodes.ts";
import { twoTower } from "../../src/models/networks/two-tower.ts";

/** Nodes by name, of 20 items and up to 9 candidates. */
function nodesOf(given: Readonly<Record<string, unknown>>, terms = 0) {
  const { nodes } = towerNetwork(twoTower.readOptions(given), { items: 20, terms, candidates: 9 });
  return new Map(nodes.map((node) => [node.name, node]));
}

describe("the network of two towers", () => {
  it("divides by the temperature what the towers give, scaled to length 1 for the cosine", () => {
    const cosine = nodesOf({ temperature: 0.25, similarity: "cosine" });
    expect(cosine.get("logits")).toMatchObject({
      inputs: ["historyUnit", "itemUnit", "correction", "left"],
      options: { temperature: 0.25 },
    });
    expect(cosine.get("itemUnit")).toMatchObject({ layer: "l2-normalise", inputs: ["ids"] });
    const dot = nodesOf({ similarity: "dot" });
    expect(dot.get("logits")?.inputs).toEqual(["histories", "ids", "correction", "left"]);
  });

  it("leaves rows of items out with idDropout where there is content, and only there", () => {
    expect(nodesOf({ idDropout: 0.3 }, 7).get("idsLeft")).toMatchObject({ inputs: ["ids"], options: { rate: 0.3 } });
    expect(nodesOf({ idDropout: 0.3 }, 7).get("itemSum")?.inputs).toEqual(["idsLeft", "itemTexts"]);
    expect(nodesOf({ idDropout: 0 }, 7).get("itemSum")?.inputs).toEqual(["ids", "itemTexts"]);
    expect(nodesOf({ idDropout: 0.3 }).has("idsLeft")).toBe(false);
  });

  it("has the penalty on all that is not a bias", () => {
    const nodes = nodesOf({ l2: 0.5, historyHidden: 6, itemHidden: 5 }, 7);
    const penalised = [...nodes.values()].filter(({ options }) => options?.l2 === 0.5).map(({ name }) => name);
    expect(penalised.sort()).toEqual(
      [
        "histories",
        "ids",
        "historyTexts",
        "itemTexts",
        "historyHidden",
        "historyLinear",
        "itemHidden",
        "itemLinear",
      ].sort(),
    );
  });
});
