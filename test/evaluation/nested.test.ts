import { describe, expect, it } from "vitest";
import type { Interactions } from "../../src/data/interactions.ts";
import { parseProtocol, split } from "../../src/data/splits.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { TrainingError } from "../../src/errors.ts";
import type { Candidate } from "../../src/evaluation/candidate.ts";
import { evaluateFolds } from "../../src/evaluation/evaluate-folds.ts";
import { createReport, datasetSize } from "../../src/evaluation/report.ts";
import { formatReportTable } from "../../src/evaluation/report-table.ts";
import { type NestedSearch, nestedCandidate, type TrialProgress } from "../../src/evaluation/search/nested.ts";
import { parseTarget } from "../../src/evaluation/search/target.ts";

const [USERS, ITEMS] = [12, 20];

/** Every user has rated every item; item i has the value that `ratingOf` says. */
function table(ratingOf: (user: number, item: number) => number, users = USERS, items = ITEMS): Interactions {
  const pairs = Array.from({ length: users * items }, (_, row) => [Math.floor(row / items), row % items] as const);
  return {
    userIds: createVocabulary(Array.from({ length: users }, (_, user) => `user ${user}`)),
    itemIds: createVocabulary(Array.from({ length: items }, (_, item) => `item ${item}`)),
    users: Uint32Array.from(pairs, ([user]) => user),
    items: Uint32Array.from(pairs, ([, item]) => item),
    values: Float32Array.from(pairs, ([user, item]) => ratingOf(user, item)),
    timestamps: undefined,
    feedback: "explicit",
  };
}

const rowsOf = ({ users, items }: Interactions): string[] => [...users].map((user, row) => `${user} ${items[row]}`);

/** Predicts its only option, and keeps the rows that it was fitted to. */
function spy(seen: string[][] = []) {
  const candidateOf = ({ level = "0" }: Readonly<Record<string, string>>): Candidate => ({
    model: "level",
    options: { level: Number(level), kept: true },
    predicts: true,
    fit: (train) => {
      seen.push(rowsOf(train));
      if (level === "nowhere") throw new TrainingError("diverged", "level: ran away");
      const predictBatch: (queries: { wanted: { indices: Uint32Array } }) => Float64Array = ({ wanted }) =>
        new Float64Array(wanted.indices.length).fill(Number(level));
      return { kind: "level", predictBatch };
    },
  });
  return { seen, candidateOf };
}

function nestedOf(levels: readonly string[], more: Partial<NestedSearch> = {}): NestedSearch {
  return {
    settings: levels.map((level) => ({ level })),
    space: [`level=${levels.join(",")}`],
    candidateOf: spy().candidateOf,
    target: parseTarget("rmse"),
    validation: 0.2,
    seed: 7,
    ...more,
  };
}

/** Rows of the test part among those that were seen while the fold was worked on. */
const leaked = (seen: readonly (readonly string[])[], test: Interactions): string[] => {
  const held = new Set(rowsOf(test));
  return seen.flat().filter((row) => held.has(row));
};

describe("a search inside every train part", () => {
  it("never sees a row outside the train part, and fits the best setting to all of it", async () => {
    const folds = split(
      table((_, item) => 1 + (item % 5)),
      parseProtocol("kfold:3"),
      1,
    );
    for (const fold of folds) {
      const { seen, candidateOf } = spy();
      await evaluateFolds([nestedCandidate(nestedOf(["1", "3", "5"], { candidateOf }))], [fold], [5]);
      expect(leaked(seen, fold.test)).toEqual([]);
      const whole = rowsOf(fold.train);
      expect(seen).toHaveLength(4);
      expect(seen.at(-1)).toEqual(whole);
      for (const part of seen.slice(0, -1)) {
        expect(part.length).toBeLessThan(whole.length);
        expect(whole).toEqual(expect.arrayContaining(part));
      }
    }
  });

  it("is found out when it does see a test row", async () => {
    const [fold] = split(
      table(() => 3),
      parseProtocol("kfold:3"),
      1,
    );
    if (fold === undefined) throw new Error("expected a fold");
    const { seen, candidateOf } = spy();
    const honest = candidateOf({ level: "3" });
    const cheat: Candidate = {
      ...honest,
      fit: (train) => [train, fold.test].map((part) => honest.fit(part))[0] ?? honest.fit(train),
    };
    await evaluateFolds([cheat], [fold], [5]);
    expect(leaked(seen, fold.test)).toHaveLength(fold.test.users.length);
  });

  it("chooses what train prefers, not what test would", async () => {
    const train = table(() => 2);
    const test = table(() => 5);
    const [evaluation] = await evaluateFolds(
      [nestedCandidate(nestedOf(["5", "2"]))],
      [{ train, test: { ...test, userIds: train.userIds, itemIds: train.itemIds }, name: "other" }],
      [5],
    );
    expect(evaluation?.folds[0]?.choice?.set).toEqual(["level=2"]);
    expect(evaluation?.folds[0]?.metrics.rmse).toBeCloseTo(3, 12);
    expect(evaluation?.folds[0]?.choice?.validation.rmse).toBe(0);
  });

  it("lets every fold choose for itself, and says so in the report", async () => {
    const low = table(() => 2);
    const high = { ...table(() => 4), userIds: low.userIds, itemIds: low.itemIds };
    const folds = [
      { train: low, test: high, name: "first" },
      { train: high, test: low, name: "second" },
    ];
    const evaluations = await evaluateFolds([nestedCandidate(nestedOf(["2", "4"]))], folds, [5]);
    const report = createReport(datasetSize({ train: low, test: high, name: "first" }), "given", evaluations);
    const [level, ...baselines] = report.results;
    expect(level).toMatchObject({
      options: { level: "2,4", kept: true },
      search: { metric: "rmse", validation: 0.2, settings: 2, space: ["level=2,4"] },
      folds: [
        { options: { level: 2, kept: true }, set: ["level=2"], validation: { rmse: 0 } },
        { options: { level: 4, kept: true }, set: ["level=4"], validation: { rmse: 0 } },
      ],
    });
    for (const { search, folds: plain } of baselines) expect([search, plain[0]?.set]).toEqual([undefined, undefined]);
    const printed = formatReportTable(report);
    expect(printed).toContain("level: in each fold the best of 2 by rmse on 0.2 of each user's train rows (level=2,4)");
    expect(printed).toContain("  second: level=4 (0.0000 there)");
  });

  it("chooses before it is fitted by itself, as a member of a mix is", async () => {
    const { seen, candidateOf } = spy();
    const fitted = await nestedCandidate(nestedOf(["1", "2"], { candidateOf })).fit(table(() => 2));
    expect(seen).toHaveLength(3);
    const nothing = new Uint32Array();
    const wanted = {
      rowCount: 1,
      columnCount: 1,
      offsets: Uint32Array.of(0, 1),
      indices: Uint32Array.of(0),
      values: Float32Array.of(0),
    };
    if (!("predictBatch" in fitted)) throw new Error("expected a model that predicts");
    expect([...fitted.predictBatch({ users: nothing, histories: wanted, wanted })]).toEqual([2]);
  });

  it("takes the earlier of equal settings, and the same one again for the same seed", async () => {
    const nested = async () => nestedCandidate(nestedOf(["1", "3"])).choose?.(table(() => 2));
    expect((await nested())?.set).toEqual(["level=1"]);
    const [one, two] = [await nested(), await nested()];
    expect(two?.validation).toEqual(one?.validation);
  });

  it("passes over a setting that fails and reports every trial", async () => {
    const trials: TrialProgress[] = [];
    const nested = nestedOf(["nowhere", "1", "2"], { onTrial: (trial) => trials.push(trial) });
    expect((await nestedCandidate(nested).choose?.(table(() => 2)))?.set).toEqual(["level=2"]);
    expect(trials.map(({ done, total, best }) => [done, total, best])).toEqual([
      [1, 3, Number.NaN],
      [2, 3, 1],
      [3, 3, 0],
    ]);
    expect(trials.map(({ failed }) => failed)).toEqual(["diverged: level: ran away", undefined, undefined]);
  });

  it("says what is wrong when nothing can be chosen", async () => {
    const choose = (nested: NestedSearch, train: Interactions) => nestedCandidate(nested).choose?.(train);
    await expect(
      choose(
        nestedOf(["nowhere"]),
        table(() => 2),
      ),
    ).rejects.toMatchObject({ code: "all-runs-failed" });
    await expect(
      choose(
        nestedOf(["1"]),
        table(() => 2, 9, 4),
      ),
    ).rejects.toMatchObject({ code: "no-validation-data" });
    const byLists = nestedOf(["1"], { target: parseTarget("ndcg@10") });
    await expect(
      choose(
        byLists,
        table(() => 2),
      ),
    ).rejects.toMatchObject({ code: "unknown-metric" });
    expect(() => nestedCandidate(nestedOf([]))).toThrow("at least one");
  });

  it("ranks no catalogue to choose by an error", async () => {
    const { candidateOf } = spy();
    const recommendBatch = () => {
      throw new Error("nobody asked for lists");
    };
    const ranking = (set: Readonly<Record<string, string>>): Candidate => ({
      ...candidateOf(set),
      fit: async (train) => ({ ...(await candidateOf(set).fit(train)), recommendBatch }),
    });
    const choice = await nestedCandidate(nestedOf(["5", "2"], { candidateOf: ranking })).choose?.(table(() => 2));
    expect(choice?.set).toEqual(["level=2"]);
  });

  it("makes every setting at once, so that a bad one is refused before any fit", () => {
    const candidateOf = () => {
      throw new RangeError("level: expected a number from 1 to 5, got 9");
    };
    expect(() => nestedCandidate(nestedOf(["9"], { candidateOf }))).toThrow("level: expected a number from 1 to 5");
  });

  it("stops between two settings when it is interrupted", async () => {
    const controller = new AbortController();
    const { seen, candidateOf } = spy();
    const onTrial = () => controller.abort();
    const nested = nestedOf(["1", "2", "3"], { candidateOf, onTrial, signal: controller.signal });
    await expect(nestedCandidate(nested).choose?.(table(() => 2))).rejects.toMatchObject({ code: "interrupted" });
    expect(seen).toHaveLength(1);
  });
});
