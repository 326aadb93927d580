import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { parseProtocol, split } from "../../src/data/splits.ts";
import { evaluateFolds } from "../../src/evaluation/evaluate-folds.ts";
import { bestEpoch, type EpochLosses, heardBy, recordLosses, thinned } from "../../src/evaluation/losses.ts";
import { globalMeanBaseline } from "../../src/evaluation/rating-baselines.ts";
import { createReport } from "../../src/evaluation/report.ts";
import { createCandidate } from "../../src/model-registry.ts";

const curve = (epochs: number, best = epochs): EpochLosses[] =>
  Array.from({ length: epochs }, (_, at) => ({
    epoch: at + 1,
    objective: 1 / (at + 1),
    validation: Math.abs(at + 1 - best),
  }));

const rows = Array.from({ length: 200 }, (_, row) => ({
  userId: `u${row % 20}`,
  itemId: `i${Math.floor(row / 20)}`,
  value: 1 + ((row * 7) % 5),
}));
const ratings = interactionsFrom(rows, "explicit");
const items = { itemIds: ratings.itemIds, titles: [], categories: new Map(), numbers: new Map(), texts: new Map() };
const folds = split(ratings, parseProtocol("kfold:2"), 1);

describe("losses by epoch", () => {
  it("are those that a fit reported, and no others of it", () => {
    const recorder = recordLosses();
    const reports = [
      { epoch: 1, epochs: 2, objective: 3, elapsedMs: 5, validation: 4, rowsPerSecond: 100 },
      { epoch: 2, epochs: 2, objective: 2, elapsedMs: 5 },
    ];
    for (const report of reports) recorder.onEpoch(report);
    expect(recorder.losses()).toEqual([
      { epoch: 1, objective: 3, validation: 4 },
      { epoch: 2, objective: 2 },
    ]);
  });

  it("are none where nothing was reported, and where one fit was several trainings", () => {
    const recorder = recordLosses();
    expect(recorder.losses()).toBeUndefined();
    for (const losses of [...curve(3), ...curve(2)]) recorder.onEpoch(losses);
    expect(recorder.losses()).toBeUndefined();
  });

  it("of many epochs are at most 200, with both ends and the best one", () => {
    const recorder = recordLosses();
    for (const losses of curve(5000, 1234)) recorder.onEpoch(losses);
    const kept = recorder.losses() ?? [];
    expect(kept.length).toBeLessThanOrEqual(200);
    expect(kept.length).toBeGreaterThan(190);
    expect([kept[0]?.epoch, kept.at(-1)?.epoch, bestEpoch(kept)?.epoch]).toEqual([1, 5000, 1234]);
    expect(kept.map(({ epoch }) => epoch)).toEqual(kept.map(({ epoch }) => epoch).toSorted((a, b) => a - b));
    expect(thinned(curve(200), 200)).toEqual(curve(200));
    expect(thinned(curve(201), 200)).toHaveLength(199);
  });

  it("are heard only where anybody hears of epochs: a fit may skip computing them otherwise", () => {
    const recorder = recordLosses();
    const silent: { onEpoch?: (losses: EpochLosses) => void } = {};
    expect(heardBy(silent, recorder.onEpoch)).toBe(silent);
    const heard: EpochLosses[] = [];
    const hearing = heardBy({ onEpoch: (losses: EpochLosses): void => void heard.push(losses) }, recorder.onEpoch);
    hearing.onEpoch?.({ epoch: 1, objective: 2 });
    expect(heard).toEqual(recorder.losses());
  });
});

describe("the losses of an evaluation", () => {
  const report = async (model: string, onEpoch?: () => void, options = {}) => {
    const candidate = createCandidate(model, options, { items }, { onEpoch });
    return createReport(
      { users: 0, items: 0, interactions: 0 },
      "kfold:2",
      await evaluateFolds([candidate], folds, [5]),
    );
  };

  it("stand with each fold of a model that has epochs", async () => {
    const { results } = await report("biased-mf", () => undefined, { epochs: 3 });
    const [own, ...baselines] = results;
    for (const { losses = [] } of own?.folds ?? []) {
      expect(losses.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
      expect(losses[2]?.objective).toBeLessThan(losses[0]?.objective ?? 0);
    }
    expect(own?.folds[0]?.losses).not.toEqual(own?.folds[1]?.losses);
    expect(baselines.flatMap((one) => one.folds).every((fold) => !("losses" in fold))).toBe(true);
  });

  it.each([
    ["a model without epochs", "slope-one", () => undefined, {}],
    ["a mix", "hybrid", () => undefined, { models: "biased-mf,svdpp" }],
    ["nobody who hears of epochs", "biased-mf", undefined, {}],
  ])("are absent with %s", async (_, model, onEpoch, options) => {
    const { results } = await report(model, onEpoch, options);
    expect(results[0]?.folds.every((fold) => !("losses" in fold))).toBe(true);
  });

  it("are those of what a search inside a fold chose", async () => {
    const chosen = { model: "chosen", options: {}, fit: fitWith(curve(2)) };
    const choose = async () => ({ candidate: chosen, set: [], validation: {} });
    const searching = { model: "searching", options: {}, choose, fit: fitWith(curve(9)) };
    const [found] = await evaluateFolds([searching], folds, [5]);
    expect(found?.folds[0]?.losses).toEqual(curve(2));
  });
});

function fitWith(losses: readonly EpochLosses[]) {
  return (train: typeof ratings, onEpoch?: (own: EpochLosses) => void) => {
    for (const own of losses) onEpoch?.(own);
    return globalMeanBaseline(train);
  };
}
