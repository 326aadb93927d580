import type { InputSpec, NetworkSpec, NodeSpec } from "../../neural/network-spec.ts";
import type { TwoTowerOptions } from "./two-tower.ts";

/** Parameters of both towers by name. */
export const PARAMETERS = {
  items: "items.table",
  text: "text.table",
  bias: "histories.bias",
} as const;

/** Nodes of a tower's own layers. */
export const layerNames = (tower: "history" | "item"): readonly [hidden: string, linear: string] => [
  `${tower}Hidden`,
  `${tower}Linear`,
];

/** Both towers of two-tower.ts, with as many terms of content as there are: 0 for none. */
export function towerNetwork(
  options: TwoTowerOptions,
  { items, terms, candidates }: { readonly items: number; readonly terms: number; readonly candidates: number },
): NetworkSpec {
  const { factors, historyHidden, itemHidden, similarity, temperature, idDropout, bound, l2 } = options;
  const ofItems = { width: factors, bound, l2, table: "items" };
  const ofText = { width: factors, bound, l2, table: "text" };
  const nodes: NodeSpec[] = [
    { name: "histories", layer: "bag", inputs: ["history"], options: { ...ofItems, bias: true } },
    { name: "ids", layer: "embedding", inputs: ["item"], options: ofItems },
  ];
  let [history, item] = ["histories", "ids"];
  /** Puts a node behind another one, and is its name. */
  const behind = (
    name: string,
    layer: string,
    inputs: readonly string[],
    options: NodeSpec["options"] = {},
  ): string => {
    nodes.push({ name, layer, inputs, options });
    return name;
  };
  if (terms > 0) {
    history = behind("historySum", "residual", [history, behind("historyTexts", "bag", ["historyText"], ofText)]);
    if (idDropout > 0) item = behind("idsLeft", "row-dropout", [item], { rate: idDropout });
    item = behind("itemSum", "residual", [item, behind("itemTexts", "bag", ["itemText"], ofText)]);
  }
  const layered = (tower: "history" | "item", from: string, units: number): string => {
    const [hidden, linear] = layerNames(tower);
    const bent = units > 0 ? behind(hidden, "dense", [from], { units, activation: "tanh", l2 }) : from;
    const last = units > 0 ? behind(linear, "dense", [bent], { units: factors, l2 }) : bent;
    return similarity === "cosine" ? behind(`${tower}Unit`, "l2-normalise", [last]) : last;
  };
  const towers = [layered("history", history, historyHidden), layered("item", item, itemHidden)];
  behind("logits", "softmax-items", [...towers, "correction", "left"], { temperature });
  const content: Record<string, InputSpec> = {
    historyText: { kind: "terms", count: terms },
    itemText: { kind: "terms", count: terms, per: "candidate" },
  };
  return {
    inputs: {
      history: { kind: "terms", count: items },
      item: { kind: "index", count: items, per: "candidate" },
      correction: { kind: "reals", width: 1, per: "candidate" },
      left: { kind: "terms", count: candidates },
      ...(terms > 0 ? content : {}),
    },
    nodes,
    output: "logits",
  };
}
