import { describe, expect, it } from "vitest";
import { type Halving, resourceMaximum, rungResources } from "../../src/evaluation/search/halving.ts";
import { planSettings } from "../../src/evaluation/search/plan.ts";
import { rankSettings } from "../../src/evaluation/search/ranking.ts";
import { DONE, failedOutcome, type RunRecord, type SearchRun } from "../../src/evaluation/search/run.ts";
import { countRuns, type SearchPlan, search } from "../../src/evaluation/search/search.ts";
import { parseSpace } from "../../src/evaluation/search/space.ts";
import { checkMeasured, parseTarget } from "../../src/evaluation/search/target.ts";

const target = parseTarget("ndcg@10");

function planOf(grid: string, more: Partial<SearchPlan> = {}): SearchPlan {
  const settings = planSettings(parseSpace([grid], []), undefined, 1);
  return { settings, fixed: {}, target, foldCount: 1, hasTest: false, ...more };
}

const halving = (more: Partial<Halving> = {}): Halving => ({
  ...{ eta: 3, resource: "epochs", maximum: 9, minDelta: 0 },
  ...more,
});

/** A model whose figure is known for every setting; keeps what it was asked for. */
function fake(figure: (x: number, run: SearchRun) => number | undefined, metric = "ndcg@10") {
  const asked: SearchRun[] = [];
  const runTrial = (run: SearchRun): Promise<RunRecord> => {
    asked.push(run);
    const value = figure(Number(run.set.x), run);
    if (value === undefined) return Promise.resolve({ ...run, ...failedOutcome("diverged") });
    const metrics = { [metric]: value };
    return Promise.resolve({ ...run, status: DONE, metrics, fitSeconds: 1, predictSeconds: 1 });
  };
  return { asked, runTrial };
}

describe("a search", () => {
  it("finds the known optimum, of an error the lowest figure", async () => {
    const valley = (x: number) => (x - 3) ** 2;
    const [highest] = await search(planOf("x=1,2,3,4,5"), fake((x) => -valley(x)).runTrial);
    expect(highest?.best?.set).toEqual({ x: "3" });
    const byError = planOf("x=1,2,3,4,5", { target: parseTarget("rmse") });
    const [lowest] = await search(byError, fake(valley, "rmse").runTrial);
    expect(lowest?.best?.set).toEqual({ x: "3" });
  });

  it("takes the earlier of two settings with the same figure", async () => {
    const [found] = await search(planOf("x=1,2,3"), fake((x) => (x === 1 ? 0 : 7)).runTrial);
    expect(found?.best?.trial).toBe(2);
  });

  it("goes on when a run fails, and has no best when all fail", async () => {
    const [found] = await search(planOf("x=1,2"), fake((x) => (x === 1 ? undefined : 0.5)).runTrial);
    expect(found?.best?.trial).toBe(2);
    const { asked, runTrial } = fake(() => undefined);
    const [none] = await search(planOf("x=1,2", { hasTest: true }), runTrial);
    expect([none?.best, none?.test]).toEqual([undefined, undefined]);
    expect(asked.map(({ part }) => part)).toEqual(["validation", "validation"]);
  });

  it("measures the best of each fold once on test, whatever test would have preferred", async () => {
    const plan = planOf("x=1,2,3", { hasTest: true, foldCount: 2, fixed: { y: "0" } });
    const { asked, runTrial } = fake((x, { part, fold }) => (part === "test" ? -x : fold === 1 ? x : -x));
    const folds = await search(plan, runTrial);
    expect(folds.map(({ best }) => best?.set)).toEqual([
      { y: "0", x: "3" },
      { y: "0", x: "1" },
    ]);
    expect(asked.filter(({ part }) => part === "test")).toHaveLength(2);
    expect(folds.map(({ test }) => test?.trial)).toEqual([3, 1]);
    expect(asked).toHaveLength(countRuns(plan));
  });
});

describe("successive halving", () => {
  it("divides the resource by eta down to 1, with no more rungs than there are settings for", () => {
    expect(rungResources(halving(), 9)).toEqual([1, 3, 9]);
    expect(rungResources(halving(), 8)).toEqual([3, 9]);
    expect(rungResources(halving({ maximum: 2 }), 81)).toEqual([2]);
    expect(rungResources(halving({ eta: 2, maximum: 15 }), 100)).toEqual([1, 3, 7, 15]);
    expect(() => rungResources(halving({ eta: 1 }), 9)).toThrow("--halving");
  });

  it("keeps one in eta at each rung and spends the whole resource on the last", async () => {
    const plan = planOf("x=1,2,3,4,5,6,7,8,9", { halving: halving() });
    const { asked, runTrial } = fake((x, { set }) => x * Number(set.epochs));
    const [found] = await search(plan, runTrial);
    const atRung = (rung: number) => asked.filter((run) => run.rung === rung).map(({ trial }) => trial);
    expect([atRung(1).length, atRung(2), atRung(3)]).toEqual([9, [7, 8, 9], [9]]);
    expect(found?.best?.set).toEqual({ x: "9", epochs: "9" });
    expect(asked).toHaveLength(countRuns(plan));
  });

  it("lets the earlier trials go on where all figures are equal", async () => {
    const plan = planOf("x=1,2,3,4,5,6,7,8,9", { halving: halving() });
    const { asked, runTrial } = fake((_, { rung }) => rung);
    await search(plan, runTrial);
    expect(asked.filter(({ rung }) => rung > 1).map(({ rung, trial }) => [rung, trial])).toEqual([
      [2, 1],
      [2, 2],
      [2, 3],
      [3, 1],
    ]);
  });

  it("stops a setting that no longer improves, which keeps its best rung", async () => {
    const worse = (x: number, { rung }: SearchRun) => (x === 9 ? 100 - rung : x + rung / 10);
    const plan = planOf("x=1,2,3,4,5,6,7,8,9", { halving: halving() });
    const { asked, runTrial } = fake(worse);
    const [found] = await search(plan, runTrial);
    expect(asked.filter(({ rung }) => rung === 3).map(({ trial }) => trial)).toEqual([8]);
    expect(found?.best).toMatchObject({ trial: 9, rung: 1, set: { x: "9", epochs: "1" } });
  });

  it("stops what gains no more than min-delta", async () => {
    const plan = planOf("x=1,2,3", { halving: halving({ maximum: 3, minDelta: 0.5 }) });
    const strict = { ...plan, halving: halving({ eta: 2, maximum: 4, minDelta: 0.5 }) };
    const gains = fake((x, { rung }) => x + rung * 0.5);
    await search({ ...strict, settings: [...strict.settings, { x: "4" }] }, gains.runTrial);
    expect(Math.max(...gains.asked.map(({ rung }) => rung))).toBe(2);
  });

  it("needs a whole number among the options of the model", () => {
    expect(resourceMaximum("m", { epochs: 15 }, "epochs")).toBe(15);
    expect(() => resourceMaximum("m", { a: 0.5, b: 2 }, "epochs")).toThrow("--resource takes one of b");
    expect(() => resourceMaximum("m", {}, "epochs")).toThrow("search without --halving");
  });
});

describe("the ranking over folds", () => {
  it("goes by mean figures; a setting that failed in a fold stands behind the others", async () => {
    const figures = [
      [undefined, 0.2, 0.3],
      [0.9, 0.6, 0.3],
    ];
    const { runTrial } = fake((x, { fold }) => figures[fold - 1]?.[x - 1]);
    const ranked = rankSettings(await search(planOf("x=1,2,3", { foldCount: 2 }), runTrial), target);
    expect(ranked.map(({ trial }) => trial)).toEqual([2, 3, 1]);
    expect(ranked[0]?.metrics["ndcg@10"]).toBeCloseTo(0.4, 12);
  });

  it("takes the resource from the fold where the setting came furthest", async () => {
    const plan = planOf("x=1,2,3", { halving: halving({ maximum: 3 }), foldCount: 2 });
    const { runTrial } = fake((x, { fold, rung }) => rung + (fold === 1 ? 10 * x : x === 3 ? 30 : 31 - x / 10));
    const [best] = rankSettings(await search(plan, runTrial), target);
    expect(best).toMatchObject({ trial: 3, set: { epochs: "3" } });
  });
});

describe("the metric", () => {
  it("must have been measured and must have a better end", () => {
    const measured = ["recall@10", "ndcg@10", "coverage@10"];
    expect(() => checkMeasured(parseTarget("ndcg@10"), measured)).not.toThrow();
    expect(() => checkMeasured(parseTarget("ndgc@10"), measured)).toThrow("did you mean ndcg@10?");
    expect(() => checkMeasured(parseTarget("coverage@10"), measured)).toThrow("no better end");
    for (const bad of ["", "ndcg@", "ndcg@0", "ndcg@x", "a@1@2"]) expect(() => parseTarget(bad)).toThrow("--metric");
  });
});
