import { accuracy, type ConfusionMatrix, constantDecisions, f1, precision, recall } from "../classification-metrics.ts";
import { count, figure, percent } from "./format.ts";
import { themed } from "./palette.ts";
import type { ReportChart } from "./types.ts";

/** A model's decisions as four cells: what the user said in rows, what the model said in columns. */
export function confusionCells(label: string, matrix: ConfusionMatrix): ReportChart {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = matrix;
  const cells = [
    { name: "true positives", actual: "liked", predicted: "liked", isRight: true, cases: truePositives },
    { name: "false negatives", actual: "liked", predicted: "not liked", isRight: false, cases: falseNegatives },
    { name: "false positives", actual: "not liked", predicted: "liked", isRight: false, cases: falsePositives },
    { name: "true negatives", actual: "not liked", predicted: "not liked", isRight: true, cases: trueNegatives },
  ];
  const total = cells.reduce((sum, { cases }) => sum + cases, 0);
  const values = cells.map((cell) => ({ ...cell, text: count(cell.cases), share: percent(cell.cases / total) }));
  const right = percent((truePositives + trueNegatives) / total);
  const line = (field: string, dy: number, fill: string, fontSize: number) => ({
    mark: { type: "text" as const, baseline: "middle" as const, dy, fill, fontSize },
    encoding: { text: { field, type: "nominal" as const } },
  });
  return {
    title: label,
    takeaway: besideConstants(matrix),
    description: `Of ${count(total)} decisions of ${label}, ${right} were right: the two cells of the falling diagonal.`,
    small: true,
    spec: {
      data: { values },
      padding: { left: 66, right: 2, top: 44, bottom: 4 },
      height: { step: 76 },
      encoding: {
        x: {
          field: "predicted",
          type: "nominal",
          sort: ["liked", "not liked"],
          axis: { orient: "top", title: "predicted", labelAngle: 0 },
        },
        y: {
          field: "actual",
          type: "nominal",
          sort: ["liked", "not liked"],
          axis: {
            title: "actual",
            titleAngle: 0,
            titleAlign: "left",
            titleAnchor: "start",
            titleX: -64,
            titleY: -10,
          },
        },
      },
      layer: [
        {
          mark: { type: "rect" },
          encoding: {
            fill: { condition: { test: "datum.isRight", value: themed("mark-wash") }, value: themed("second-wash") },
          },
        },
        line("name", -20, themed("soft"), 11),
        line("text", 0, themed("ink"), 16),
        line("share", 19, themed("soft"), 11),
      ],
    },
    table: {
      columns: ["cell", "actual", "predicted", "decisions", "share"],
      rows: values.map(({ name, actual, predicted, text, share }) => [
        name,
        actual,
        predicted,
        { figure: text },
        { figure: share },
      ]),
    },
  };
}

/** The figures of the decisions beside those of the two constant ones, which no model should be proud of. */
function besideConstants(matrix: ConfusionMatrix): string {
  const { everything, nothing } = constantDecisions(matrix);
  const own = `F1 ${figure(f1(matrix))}, precision ${figure(precision(matrix))}, recall ${figure(recall(matrix))}, accuracy ${figure(accuracy(matrix))}`;
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = matrix;
  if (truePositives + falsePositives === 0 || falseNegatives + trueNegatives === 0)
    return `${own}: a constant decision.`;
  return (
    `${own}. Recommending everything: F1 ${figure(f1(everything))}, precision ${figure(precision(everything))}, ` +
    `accuracy ${figure(accuracy(everything))}; nothing: accuracy ${figure(accuracy(nothing))}.`
  );
}
