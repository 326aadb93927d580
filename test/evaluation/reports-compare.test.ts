import { describe, expect, it } from "vitest";
import { compareReport } from "../../src/evaluation/reports/compare-report.ts";
import { drawChart } from "../../src/evaluation/reports/draw-chart.ts";
import { foldDots } from "../../src/evaluation/reports/fold-dots.ts";
import { forestPlots } from "../../src/evaluation/reports/forest-plot.ts";
import { heatMap } from "../../src/evaluation/reports/heat-map.ts";
import { lossCurves } from "../../src/evaluation/reports/loss-curves.ts";
import { modelRows } from "../../src/evaluation/reports/model-rows.ts";
import { HEAT_STEPS } from "../../src/evaluation/reports/palette.ts";
import type { ReportChart, ReportSection, ReportTable } from "../../src/evaluation/reports/types.ts";
import { foldLosses, resultOf, sampleReport, withLosses } from "./reports-sample.ts";

const content = compareReport(sampleReport(), { name: "ml-100k", note: "" });

function sectionOf(title: string, { sections } = content): ReportSection {
  const section = sections.find((one) => one.title === title);
  if (section === undefined) throw new Error(`no section ${title} among ${sections.map((one) => one.title)}`);
  return section;
}

/** The cells of a table as they are read; the best of a column in brackets. */
function cellsOf({ rows }: ReportTable): string[][] {
  return rows.map((row) =>
    row.map((cell) => (typeof cell === "object" ? (cell.best ? `[${cell.figure}]` : cell.figure) : String(cell))),
  );
}

/** The rows of data that a chart's spec begins with. */
function dataOf({ spec }: ReportChart): Record<string, unknown>[] {
  return (spec as unknown as { data: { values: Record<string, unknown>[] } }).data.values;
}

describe("the report of a comparison", () => {
  it("says the data, the protocol and what was done to the values", () => {
    expect(content.title).toBe("Models compared on ml-100k");
    expect(content.lead).toBe(
      "943 users, 1,682 items, 100,000 interactions. Protocol kfold:2: 2 folds, 940 to 941 test users in each. " +
        "Liked from 3.5. Values after centre.",
    );
    expect(compareReport(sampleReport(), { name: "d", note: "simulated audience" }).lead).toMatch(
      /^Simulated audience\. 943 users/,
    );
  });

  it("says first which model is best, by what it is judged by", () => {
    expect(content.summary).toEqual([
      "By rmse (lower is better), svd (0.9200) is best; it is ahead of the best baseline, global-mean (1.1100), by 0.1900 " +
        "(95 % interval 0.1800 to 0.2000); it is ahead of user-knn (0.9600) by more than chance.",
      "By ndcg@5, implicit-als (0.3100) is the only model; it is ahead of the best baseline, popularity (0.1100).",
    ]);
  });

  it("puts warnings of the data first, and those of a model with its name", () => {
    expect(content.warnings).toEqual(["the model has seen what came later", "svd: decides like a constant"]);
  });

  it("does not name a model twice in its warning", () => {
    const warnings = [{ code: "c", message: "svd: ndcg@5 is no better" }];
    const results = [resultOf("svd", { rmse: [1] }, { warnings })];
    const report = { ...sampleReport(), warnings: [], results };
    expect(compareReport(report, { name: "d", note: "" }).warnings).toEqual(["svd: ndcg@5 is no better"]);
  });

  it("has every figure, marks baselines, and marks the best: the lowest error, the highest of the rest", () => {
    const tables = sectionOf("All figures").tables ?? [];
    expect(tables.map(({ caption, columns }) => [caption, ...columns])).toEqual([
      ["Predicted ratings", "model", "rmse", "mae"],
      ["The first 5 of each list", "model", "ndcg@5"],
      ["The first 10 of each list", "model", "ndcg@10"],
      ["What the first 10 are made of", "model", "coverage@10"],
      ["Seconds a fold", "model", "fit", "test"],
    ]);
    const [errors, , lists, made, seconds] = tables.map(cellsOf);
    expect(errors).toEqual([
      ["svd", "[0.9200]", "0.7100"],
      ["user-knn", "0.9600", "[0.7000]"],
      ["implicit-als", "–", "–"],
      ["popularity\u00a0*", "–", "–"],
      ["global-mean\u00a0*", "1.1100", "0.9100"],
    ]);
    expect(lists?.slice(2, 4)).toEqual([
      ["implicit-als", "[0.3600]"],
      ["popularity\u00a0*", "0.1600"],
    ]);
    // Coverage has no good end, so nothing is best.
    expect(made?.slice(2, 4)).toEqual([
      ["implicit-als", "0.3000"],
      ["popularity\u00a0*", "0.0500"],
    ]);
    expect(seconds?.slice(0, 2)).toEqual([
      ["svd", "120", "0.50"],
      ["user-knn", "1.00", "0.25"],
    ]);
  });

  it("marks all figures that look like the best one", () => {
    const results = [
      resultOf("a", { rmse: [0.90001] }),
      resultOf("b", { rmse: [0.90002] }),
      resultOf("c", { rmse: [0.9002] }),
    ];
    const [table] =
      sectionOf("All figures", compareReport({ ...sampleReport(), results }, { name: "d", note: "" })).tables ?? [];
    expect(table && cellsOf(table)).toEqual([
      ["a", "[0.9000]"],
      ["b", "[0.9000]"],
      ["c", "0.9002"],
    ]);
  });

  it("draws rmse and the first nDCG, or recall where nothing has nDCG", () => {
    expect(sectionOf("How much folds differ").charts?.map(({ title }) => title)).toEqual([
      "rmse, fold by fold",
      "ndcg@5, fold by fold",
    ]);
    const results = [resultOf("a", { "precision@10": [0.2], "recall@10": [0.3], "recall@20": [0.4] })];
    const other = compareReport({ ...sampleReport(), results }, { name: "d", note: "" });
    expect(sectionOf("How much folds differ", other).charts?.map(({ title }) => title)).toEqual([
      "recall@10, fold by fold",
    ]);
  });

  it("has the four cells of each model that decided", () => {
    const charts = sectionOf("Right and wrong decisions").charts ?? [];
    expect(charts.map(({ title }) => title)).toEqual(["svd"]);
    expect(charts.map(({ table }) => cellsOf(table))).toEqual([
      [
        ["true positives", "liked", "liked", "400", "20.0\u00a0%"],
        ["false negatives", "liked", "not liked", "50", "2.5\u00a0%"],
        ["false positives", "not liked", "liked", "150", "7.5\u00a0%"],
        ["true negatives", "not liked", "not liked", "1,400", "70.0\u00a0%"],
      ],
    ]);
    expect(charts[0]?.takeaway).toBe(
      "F1 0.8000, precision 0.7273, recall 0.8889, accuracy 0.9000. " +
        "Recommending everything: F1 0.3673, precision 0.2250, accuracy 0.2250; nothing: accuracy 0.7750.",
    );
    expect(charts[0]?.description).toContain("Of 2,000 decisions of svd, 90.0\u00a0% were right");
  });

  it("draws losses by epoch of the models that have epochs", () => {
    const results = [...sampleReport().results, withLosses(resultOf("neural-mf", { rmse: [0.9, 0.91] }))];
    const section = sectionOf(
      "Training by epochs",
      compareReport({ ...sampleReport(), results }, { name: "d", note: "" }),
    );
    expect(section.charts?.map(({ title }) => title)).toEqual(["neural-mf"]);
    expect(section.charts).toEqual(lossCurves("neural-mf", foldLosses()));
    expect(content.sections.map(({ title }) => title)).not.toContain("Training by epochs");
  });

  it("has the options of every model, and every fold", () => {
    const { table: options } = sectionOf("Options");
    expect(options && cellsOf(options).slice(0, 2)).toEqual([
      ["svd", "factors=8, useBiases=true"],
      ["user-knn", "none"],
    ]);
    const { table: folds, folded } = sectionOf("Folds");
    expect(folded).toBe("Every figure of every fold");
    expect(folds?.columns).toEqual([
      "model",
      "fold",
      "test users",
      "rmse",
      "mae",
      "ndcg@5",
      "ndcg@10",
      "coverage@10",
      "fit, s",
      "test, s",
    ]);
    expect(folds?.rows).toHaveLength(10);
    expect(folds && cellsOf(folds)[1]).toEqual([
      "svd",
      "fold 2 of 2",
      "941",
      "0.9400",
      "0.7200",
      "–",
      "–",
      "–",
      "1.00",
      "0.25",
    ]);
  });

  it("keeps decisions, and the order of all items, apart from errors", () => {
    const results = [resultOf("a", { auc: [0.7], "gini@10": [0.8], f1: [0.5], "roc-auc": [0.6], rmse: [1] })];
    const { tables = [] } = sectionOf(
      "All figures",
      compareReport({ ...sampleReport(), results }, { name: "d", note: "" }),
    );
    expect(tables.map(({ caption, columns }) => [caption, ...columns.slice(1)])).toEqual([
      ["Predicted ratings", "rmse"],
      ["Liked or not", "f1", "roc-auc"],
      ["What the first 10 are made of", "gini@10"],
      ["The order of all items", "auc"],
      ["Seconds", "fit", "test"],
    ]);
  });

  it("leaves out what was not measured", () => {
    const { dataset, protocol, warnings } = sampleReport();
    const results = [resultOf("popularity", { "hit-rate@10": [0.3] })];
    const bare = compareReport({ dataset, protocol, warnings, results }, { name: "d", note: "" });
    expect(bare.sections.map(({ title }) => title)).toEqual(["All figures", "Quality and time", "Options", "Folds"]);
    expect(bare.lead).not.toContain("Liked");
  });

  it("draws each chart as wide as asked, with nothing undefined in it", async () => {
    for (const chart of content.sections.flatMap(({ charts = [] }) => charts)) {
      const svg = await drawChart(chart.spec, 360);
      expect(svg).toMatch(/^<svg width="360" height="\d+" viewBox="0 0 360 \d+">/);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});

describe("names of models", () => {
  it("tell two lines of the same model apart", () => {
    const results = [resultOf("svd", { rmse: [1] }), resultOf("svd", { rmse: [2] }), resultOf("random", { rmse: [3] })];
    expect(modelRows(results).map(({ label }) => label)).toEqual(["svd", "svd (2)", "random\u00a0*"]);
  });
});

describe("the heat-map", () => {
  const rows = modelRows([
    resultOf("worst", { rmse: [1.5], "ndcg@5": [0.5] }, { timings: { fitSeconds: 1, predictSeconds: 0 } }),
    resultOf("best", { rmse: [1] }, { timings: { fitSeconds: 100, predictSeconds: 0 } }),
    resultOf("middle", { rmse: [1.25], "ndcg@5": [0.1] }, { timings: { fitSeconds: 10, predictSeconds: 0 } }),
  ]);
  const chart = heatMap(rows, ["rmse", "ndcg@5"]);
  const [deepest, , middle, , palest] = HEAT_STEPS;
  const fills = (column: string) =>
    Object.fromEntries(dataOf(chart).flatMap((cell) => (cell.column === column ? [[cell.model, cell.fill]] : [])));

  it("gives each column its own scale: low errors, high scores and short times are deep", () => {
    expect(fills("rmse")).toEqual({ best: deepest, middle, worst: palest });
    expect(fills("ndcg@5")).toEqual({ best: "transparent", middle: palest, worst: deepest });
    expect(fills("fit, s")).toEqual({ worst: deepest, middle, best: palest });
  });

  it("leaves random out of the colours, and shows its figures", () => {
    const random = resultOf("random", { rmse: [9], "ndcg@5": [0.001] });
    const with_ = heatMap([...rows, ...modelRows([random])], ["rmse", "ndcg@5"]);
    const cells = dataOf(with_);
    const rmse = cells.filter(({ column }) => column === "rmse").map(({ model, fill }) => [model, fill]);
    expect(Object.fromEntries(rmse)).toEqual({
      ...{ best: deepest, middle, worst: palest },
      "random\u00a0*": "transparent",
    });
    expect(cells.find(({ model, column }) => model === "random\u00a0*" && column === "rmse")?.figure).toBe("9.0000");
    expect(with_.description).toContain("Random is left out of the colours");
    expect(chart.description).not.toContain("Random");
  });

  it("parts the seconds of ratings from those of lists", () => {
    const timings = { fitSeconds: 1, predictSeconds: 3, ratingsSeconds: 1, listsSeconds: 2 };
    const split = modelRows([
      resultOf("a", { rmse: [1] }, { timings }),
      resultOf(
        "b",
        { rmse: [1] },
        {
          timings: { fitSeconds: 1, predictSeconds: 1, ratingsSeconds: 1 },
        },
      ),
    ]);
    const { table } = heatMap(split, ["rmse"]);
    expect(table.columns).toEqual(["model", "rmse", "fit, s", "ratings, s", "lists, s"]);
    expect(cellsOf(table)).toEqual([
      ["a", "1.0000", "1.00", "1.00", "2.00"],
      ["b", "1.0000", "1.00", "1.00", "–"],
    ]);
  });

  it("has one colour where all are equal, even at 0 seconds", () => {
    expect(fills("test, s")).toEqual({ best: deepest, middle: deepest, worst: deepest });
  });

  it("has no line for a model without any of its metrics", () => {
    const others = [resultOf("decides", { f1: [0.5] }), resultOf("predicts", { rmse: [1] })];
    expect(heatMap(modelRows(others), ["rmse", "ndcg@5"]).table.rows.map(([label]) => label)).toEqual(["predicts"]);
    expect(heatMap(modelRows(others), []).table.rows).toHaveLength(2);
  });

  it("takes times that no clock can tell apart for the same", () => {
    const times = [0, 0.005, 1].map((predictSeconds, place) =>
      resultOf(`m${place}`, { rmse: [1] }, { timings: { fitSeconds: 1, predictSeconds } }),
    );
    const cells = dataOf(heatMap(modelRows(times), ["rmse"])).filter(({ column }) => column === "test, s");
    expect(cells.map(({ fill }) => fill)).toEqual([deepest, deepest, palest]);
  });

  it("prints the figure in each cell, best model first", () => {
    expect(cellsOf(chart.table)).toEqual([
      ["best", "1.0000", "–", "100", "0.00"],
      ["middle", "1.2500", "0.1000", "10.00", "0.00"],
      ["worst", "1.5000", "0.5000", "1.00", "0.00"],
    ]);
    expect(dataOf(chart).map(({ figure }) => figure)).toEqual(expect.arrayContaining(["1.0000", "–", "100"]));
  });
});

describe("the chart of folds", () => {
  it("has range and mean of the models that have the metric, best first", () => {
    const rows = modelRows([
      resultOf("b", { rmse: [0.9, 1.1] }),
      resultOf("none", { "ndcg@5": [0.5] }),
      resultOf("a", { rmse: [0.7, 0.9] }),
    ]);
    const chart = foldDots(rows, "rmse");
    expect(dataOf(chart)).toEqual([
      { label: "a", mean: 0.8, meanText: "0.8000", low: 0.7, high: 0.9 },
      { label: "b", mean: 1, meanText: "1.0000", low: 0.9, high: 1.1 },
    ]);
    expect(cellsOf(chart.table)[0]).toEqual(["a", "0.8000", "0.7000", "0.9000"]);
    expect(chart.description).toContain("further left is better");
    expect(foldDots(modelRows([resultOf("a", { "ndcg@5": [0.5] })]), "ndcg@5").description).toMatch(
      /from one fold.*further right is better/,
    );
  });
});

describe("the curves of losses", () => {
  const layersOf = ({ spec }: ReportChart) =>
    (spec as unknown as { layer: { data: { values: Record<string, unknown>[] }; mark: { type: string } }[] }).layer;

  it("have both parts in one drawing where they are of one size, a line a fold", async () => {
    const [chart, ...others] = lossCurves("neural-mf", foldLosses());
    expect(others).toEqual([]);
    if (!chart) throw new Error("no chart");
    const lines = layersOf(chart).filter(({ mark }) => mark.type === "line");
    expect(lines.map(({ data }) => data.values.length)).toEqual([35, 35]);
    expect(chart.description).toBe(
      "Objective and validation after each epoch; 2 folds, a line each. Validation is least after epoch 12 of 20 (0.8409), 12 of 15 (0.8609).",
    );
    expect(chart.table.columns).toEqual(["fold", "epoch", "objective", "validation"]);
    expect(cellsOf(chart.table)[20]).toEqual(["fold 2 of 2", "1", "1.42", "1.22"]);
    const svg = await drawChart(chart.spec, 320);
    expect(svg).toMatch(/>objective<.*>validation</s);
    // Two folds of two parts: each line is a path of its own.
    expect(svg.match(/<path [^>]*stroke="var\(--(mark|second)\)"/g)).toHaveLength(4);
  });

  it("have a drawing for each part where these are far apart", () => {
    const charts = lossCurves("multi-dae", foldLosses(300));
    expect(charts.map(({ title, table }) => [title, ...table.columns])).toEqual([
      ["multi-dae: objective", "fold", "epoch", "objective"],
      ["multi-dae: validation", "fold", "epoch", "validation"],
    ]);
    expect(charts[0]?.description).not.toContain("Validation");
  });

  it.each([
    ["one epoch", [72_000]],
    ["equal values", [5, 5, 5]],
    ["negative values", [-400, -20, -1]],
    ["values of many sizes", [3_000_000, 4000, 2]],
    ["nothing but zeros", [0, 0]],
  ])("can be drawn of %s", async (_, objectives) => {
    const losses = objectives.map((objective, at) => ({ epoch: at + 1, objective }));
    const [chart] = lossCurves("bpr", [{ name: "all", losses }]);
    expect(chart?.table.columns).toEqual(["epoch", "objective"]);
    const svg = chart ? await drawChart(chart.spec, 320) : "NaN";
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg).toContain(">objective<");
  });

  it("list at most 25 epochs of a fold in the table, with the best one", () => {
    const losses = Array.from({ length: 200 }, (_, at) => ({
      epoch: at + 1,
      objective: 1,
      validation: Math.abs(at - 76),
    }));
    const [, chart] = lossCurves("x", [{ name: "all", losses }]);
    const epochs = chart?.table.rows.map(([epoch]) => (typeof epoch === "object" ? epoch.figure : epoch)) ?? [];
    expect(epochs.length).toBeLessThanOrEqual(25);
    expect(epochs).toEqual(expect.arrayContaining(["1", "77", "200"]));
  });
});

describe("the forest plot", () => {
  it("gathers what was compared with one model, then what one model was compared with", () => {
    const plots = forestPlots(sampleReport().comparisons ?? []);
    expect(plots.map(({ title }) => title)).toEqual(["rmse: against global-mean", "rmse: svd against …"]);
    expect(plots.map((plot) => dataOf(plot).map(({ label }) => label))).toEqual([["svd", "user-knn"], ["user-knn"]]);
  });

  it("says which side of zero is better, and which intervals have zero in them", () => {
    const [plot] = forestPlots(sampleReport().comparisons ?? []);
    expect(plot?.description).toContain("left of the line at zero is better");
    expect(plot && dataOf(plot).map(({ label, settled }) => [label, settled])).toEqual([
      ["svd", true],
      ["user-knn", false],
    ]);
    expect(plot && cellsOf(plot.table)[1]).toEqual([
      "user-knn",
      "global-mean",
      "−0.1500",
      "−0.3100",
      "+0.0100",
      "95\u00a0%",
    ]);
    const [ranking] = forestPlots([
      { metric: "ndcg@5", model: "a", against: "b", difference: 0.1, low: 0, high: 0.2, confidence: 0.9 },
    ]);
    expect(ranking?.description).toMatch(/90\u00a0% interval.*right of the line at zero is better/);
    // An interval that ends at zero has zero in it.
    expect(ranking && dataOf(ranking)[0]?.settled).toBe(false);
  });

  it("draws the line at zero although no interval reaches it", async () => {
    const [plot] = forestPlots([
      { metric: "rmse", model: "a", against: "b", difference: -0.19, low: -0.2, high: -0.18, confidence: 0.95 },
    ]);
    const svg = plot ? await drawChart(plot.spec, 680) : "";
    expect(svg).toMatch(/stroke-dasharray="4,3"/);
    expect(svg).toMatch(/>−?0\.00</);
  });
});
