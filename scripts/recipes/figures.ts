import type { Figure } from "./recipe.ts";

/** A figure with its model, the trivial row beside it, and its protocol. */
export function showFigure({ protocol, metric, figure, model, list, beside }: Figure): string {
  const other = beside ? `; ${beside.model} ${number(beside.figure)}` : "";
  return `${metric} ${number(figure)}${list ? `: ${list.join(", ")}` : ""}${model ? ` ${model}` : ""}${other} (${protocol})`;
}

function number(value: number): string {
  return Number.isInteger(value) && value > 1 ? value.toLocaleString("en-GB") : value.toFixed(4);
}
