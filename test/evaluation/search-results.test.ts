import { describe, expect, it } from "vitest";
import { createCategoryColumn } from "../../src/data/items.ts";
import { type SearchDescription, searchId, writeDescription } from "../../src/evaluation/search/description.ts";
import {
  completeLines,
  formatHeader,
  formatRecord,
  formatResults,
  parseResults,
} from "../../src/evaluation/search/results-text.ts";
import { DONE, failedOutcome, type RunRecord } from "../../src/evaluation/search/run.ts";
import { openSharedTables, shareTables } from "../../src/evaluation/search/shared-tables.ts";
import { readBestOptions, searchedOnTest } from "../../src/evaluation/search/tuned.ts";
import { foldOf } from "./playback.ts";

const description: SearchDescription = {
  ...{ dataFingerprint: "d1", itemsFingerprint: "", model: "implicit-als", fixed: { epochs: "3" }, space: ["a=1,2"] },
  ...{
    trials: null,
    metric: "ndcg@10",
    transforms: [],
    threshold: null,
    validation: "random:0.2",
    protocol: "random:0.1",
    folds: 1,
    seed: 7,
    halving: null,
  },
};
const columns = { options: ["epochs", "a"], metrics: ["ndcg@10", "recall@10"] };

function record(trial: number, figure: number, part: RunRecord["part"] = "validation"): RunRecord {
  const metrics = { "ndcg@10": figure, "recall@10": 1 / 3 };
  const set = { epochs: "3", a: `${trial}, "odd"` };
  return { ...{ fold: 1, part, trial, rung: 1, set, status: DONE, metrics }, fitSeconds: 1.5, predictSeconds: 0.25 };
}
const failed: RunRecord = { ...record(3, 0), ...failedOutcome("diverged") };
const records = [record(2, 0.1 + 0.2, "test"), failed, record(2, 0.5), record(1, 0.25)];
const id = await searchId(description);
const text = formatResults(id, description, columns, records);

describe("the text of a results file", () => {
  it("has runs in order and gives back every figure exactly", () => {
    const parsed = parseResults(text, "r.csv");
    expect(parsed?.records).toEqual([record(1, 0.25), record(2, 0.5), failed, record(2, 0.1 + 0.2, "test")]);
    expect(parsed).toMatchObject({ id, description, complete: true, columns });
    expect(text.split("\n")[0]).toBe(
      "search,fold,part,trial,rung,epochs,a,ndcg@10,recall@10,fitSeconds,predictSeconds,status,about",
    );
  });

  it("counts a run that comes twice once, the first time", () => {
    const twice = text + formatRecord(id, record(1, 0.75), columns);
    expect(parseResults(twice, "r.csv")?.records).toEqual(parseResults(text, "r.csv")?.records);
  });

  it("cut off anywhere gives the whole runs before the cut, and nothing else", () => {
    const lines = text.split("\n").slice(0, -1);
    for (let length = 0; length < text.length; length++) {
      const cut = text.slice(0, length);
      const whole = Math.max(0, completeLines(cut).split("\n").length - 2);
      expect(parseResults(cut, "r.csv")?.records.length ?? 0, JSON.stringify(cut)).toBe(
        Math.min(whole, lines.length - 1),
      );
    }
  });

  it.each(["hello", "hello\n", "user,item\n1,2\n", "search,fold\n", "search,fold,part,trial,rung,a\n"])(
    "of another kind is refused: %j",
    (other) => expect(() => parseResults(other, "r.csv")).toThrow(/r\.csv: expected the results of a search/),
  );

  it.each([
    ["a cell too few", (line: string) => line.replace(",done", "")],
    ["another search", (line: string) => line.replace(id, "abd")],
    ["no number", (line: string) => line.replace(`${id},1`, `${id},one`)],
    ["an open quote", (line: string) => line.replace('""', '"')],
  ])("with a line of %s names the line", (_, damage) => {
    const lines = text.split("\n");
    const damaged = lines.map((line, place) => (place === 2 ? damage(line) : line)).join("\n");
    expect(() => parseResults(damaged, "r.csv")).toThrow("r.csv:3: expected a run");
  });
});

describe("the id of a search", () => {
  it("depends on all that decides, not on the order of fixed options", async () => {
    const id = await searchId({ ...description, fixed: { a: "1", b: "2" } });
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(await searchId({ ...description, fixed: { b: "2", a: "1" } })).toBe(id);
    const others = [{ seed: 8 }, { metric: "x" }, { protocol: null }, { dataFingerprint: "d2" }, { fixed: {} }];
    for (const other of others)
      expect(await searchId({ ...description, ...other })).not.toBe(await searchId(description));
  });
});

describe("the best options of a results file", () => {
  it("are those of the best validation figure", async () => {
    expect(await readBestOptions(text)).toEqual({
      ...{ model: "implicit-als", metric: "ndcg@10", set: record(2, 0).set },
      validation: record(2, 0.5).metrics,
      search: { dataFingerprint: "d1", protocol: "random:0.1", seed: 7, folds: 1 },
    });
  });

  it("are not read from a file that was changed by hand", async () => {
    const seedChanged = text.replace('""seed"":7', '""seed"":8');
    expect(seedChanged).not.toBe(text);
    await expect(readBestOptions(seedChanged)).rejects.toMatchObject({ code: "damaged-results" });
    const lines = text.split("\n");
    await expect(readBestOptions(lines.toSpliced(2, 1).join("\n"))).rejects.toMatchObject({
      code: "unfinished-search",
    });
    await expect(readBestOptions(text.replace(",0.5,", ",abc,"))).rejects.toMatchObject({ code: "damaged-results" });
  });

  it("are not read from a search that has not ended, or of which every run failed", async () => {
    const about = writeDescription(description, 0);
    const open = formatHeader(columns) + formatRecord(id, record(1, 0.25), columns, about);
    await expect(readBestOptions(open)).rejects.toThrow("came to its end");
    await expect(readBestOptions("")).rejects.toThrow("came to its end");
    await expect(readBestOptions(formatResults(id, description, columns, [failed]))).rejects.toThrow(
      "every run failed",
    );
  });
});

describe("the guard against choosing on test data", () => {
  const search = { dataFingerprint: "d", protocol: "random:0.2", seed: 1, folds: 1 };
  const evaluation = { dataFingerprint: "d", protocol: "random:0.2", seed: 1 };

  it("is silent where the search held the same rows out, and says where that cannot be told", () => {
    expect(searchedOnTest(search, evaluation)).toBeUndefined();
    expect(searchedOnTest(search, { ...evaluation, dataFingerprint: "e" })?.code).toBe("tuned-on-other-data");
    const last = { protocol: "leave-last-out", seed: 2 };
    expect(searchedOnTest({ ...search, ...last }, { ...evaluation, ...last, seed: 3 })).toBeUndefined();
  });

  it.each([
    ["nothing", { protocol: undefined }],
    ["by another protocol", { protocol: "random:0.1" }],
    ["by another seed", { seed: 2 }],
    ["in several folds, for one setting", { folds: 5 }],
  ])("warns where the search held out %s", (_, different) => {
    expect(searchedOnTest({ ...search, ...different }, evaluation)?.code).toBe("tuned-on-test");
  });
});

describe("tables in shared memory", () => {
  it("are the same when they are opened in a thread, and copied once", () => {
    const fold = {
      ...foldOf(3, [{ train: [0, 1], test: [2] }]),
      foldIn: undefined,
      candidates: undefined,
    };
    const { itemIds } = fold.train;
    const categories = new Map([["tags", createCategoryColumn([["a"], ["b", "a"], []])]]);
    const items = {
      itemIds,
      titles: ["x", "", ""],
      categories,
      numbers: new Map([["year", Float64Array.of(1, NaN, 3)]]),
      texts: new Map([["plot", ["A long story.", "", "Another."]]]),
    };
    const shared = shareTables(fold.train, { items }, [{ validation: [fold], test: fold }]);
    expect(shared.folds[0]?.test?.train.users).toBe(shared.folds[0]?.validation[0]?.train.users);
    expect(shared.folds[0]?.test?.train.users.buffer).toBeInstanceOf(SharedArrayBuffer);
    const opened = openSharedTables(structuredClone(shared));
    const plain = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (_, cell) => (cell instanceof Map ? [...cell] : cell)));
    expect(plain(opened)).toEqual(plain({ items, folds: [{ validation: [fold], test: fold }] }));
    expect(opened.items.itemIds.indexOf("item 2")).toBe(2);
  });
});
