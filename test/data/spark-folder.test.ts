import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import { openSparkFolder } from "../../src/data/spark-folder.ts";
import { DataError } from "../../src/errors.ts";
import {
  type JobContent,
  jobContent,
  partName,
  wholeHistory,
  withSums,
  writeJobFolder,
  writeParquet,
} from "./spark-job-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "nearedge-spark-")), "work");
});
afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

async function opened(change: (content: JobContent) => void = () => undefined, explicit = false) {
  const content = jobContent(explicit);
  change(content);
  await writeJobFolder(folder, content);
  return openSparkFolder(folder);
}

/** As a job of ratings writes it, but for an item. */
function withoutOneBias({ items }: JobContent): void {
  for (const item of items.flat()) if (item.index !== 7) item.bias = 0.5;
}

describe("openSparkFolder", () => {
  it("reads ids, counts and the sample of a job", async () => {
    const content = jobContent();
    const { job, itemIds, popularity, trained, judged, hasHistories, itemBiases } = await opened();
    const items = content.items.flat();
    expect(job.spark.version).toBe("4.3.0");
    expect(itemIds.ids).toEqual(items.map(({ id }) => id));
    expect([...popularity]).toEqual(items.map((item) => item.popularity));
    expect([...trained]).toEqual(items.map((item) => item.trained));
    expect([hasHistories, itemBiases]).toEqual([false, undefined]);
    for (const [row, user] of content.users.entries()) {
      expect([...rowIndices(judged.histories, row)]).toEqual(user.history);
      expect([...rowValues(judged.histories, row)]).toEqual(user.history_values);
      expect([...rowIndices(judged.test, row)]).toEqual(user.test);
      expect([...rowValues(judged.test, row)]).toEqual(user.test_values);
    }
  });

  it("gives factors by blocks, as often as it is asked", async () => {
    const items = jobContent().items.flat();
    const { factors } = await opened();
    expect([factors.itemCount, factors.factorCount]).toEqual([60, 4]);
    for (let time = 0; time < 2; time++) {
      const rows: number[] = [];
      for await (const { start, values } of factors.blocks()) {
        expect(start).toBe(rows.length / 4);
        rows.push(...values);
      }
      expect(rows).toEqual(items.flatMap((item) => item.factors.map((value) => Math.fround(value ?? Number.NaN))));
    }
  });

  it("gives blocks of 65,536 rows and the rest", async () => {
    await opened();
    const item = { popularity: 1, trained: 1, factors: [1, 2, 3, 4] };
    const all = Array.from({ length: 70_000 }, (_, index) => ({ ...item, index, id: `${index}` }));
    const { factors } = await openLarge(all);
    const starts: number[][] = [];
    for await (const { start, values } of factors.blocks()) starts.push([start, values.length]);
    expect(starts).toEqual([
      [0, 65_536 * 4],
      [65_536, 4464 * 4],
    ]);
  });

  async function openLarge(all: JobContent["items"][number]) {
    await rm(folder, { recursive: true });
    const content = jobContent();
    content.items = [all];
    content.users = [];
    Object.assign(content.job.data, {
      items: 70_000,
      interactions: 70_000,
      trained: 70_000,
      heldOut: 0,
      judgedUsers: 0,
    });
    await writeJobFolder(folder, content);
    return openSparkFolder(folder);
  }

  it("reads histories of all users where the job wrote them", async () => {
    const { hasHistories, histories } = await opened((content) => {
      content.histories = true;
    });
    expect(hasHistories).toBe(true);
    const read = await histories();
    const users = jobContent().users.map(wholeHistory);
    expect(read.userIds.ids).toEqual(users.map(({ user }) => user));
    for (const [row, user] of users.entries()) {
      expect([...rowIndices(read.histories, row)]).toEqual(user.items);
      expect([...rowValues(read.histories, row)]).toEqual(user.values);
    }
  });

  it("has the biases of items that the job wrote", async () => {
    const { itemBiases, hasWeakBiases } = await opened(
      ({ items }) => Object.assign(items[1]?.[3] ?? {}, { bias: -0.5 }),
      true,
    );
    expect([itemBiases?.[28], hasWeakBiases]).toEqual([-0.5, false]);
    expect((await opened()).itemBiases).toBeUndefined();
  });

  it("of an earlier job shrinks the mean rating of an item towards the mean of all", async () => {
    const { itemBiases, hasWeakBiases } = await opened(withSums, true);
    const [item] = jobContent(true).items[0] ?? [];
    expect(itemBiases?.[0]).toBeCloseTo(item?.bias ?? Number.NaN, 12);
    expect(hasWeakBiases).toBe(true);
  });

  it.each<[code: string, what: string, change: (content: JobContent) => void]>([
    ["index-gap", "files in another order", ({ items }) => items.reverse()],
    ["index-gap", "a missing item", ({ items }) => items[0]?.splice(3, 1)],
    ["index-gap", "an item twice", ({ items }) => items[0]?.splice(3, 0, ...items[0].slice(3, 4))],
    ["count-mismatch", "a missing file", ({ items }) => items.splice(1)],
    ["count-mismatch", "more items than the job counted", ({ job }) => Object.assign(job.data, { items: 59 })],
    ["count-mismatch", "another number of interactions", ({ job }) => Object.assign(job.data, { interactions: 241 })],
    ["count-mismatch", "another number of trained rows", ({ job }) => Object.assign(job.data, { trained: 3 })],
    ["count-mismatch", "another number of judged users", ({ job }) => Object.assign(job.data, { judgedUsers: 19 })],
    ["count-mismatch", "another number held out", ({ job }) => Object.assign(job.data, { heldOut: 1 })],
    ["count-mismatch", "a negative count", ({ items }) => Object.assign(items[0]?.[0] ?? {}, { popularity: -1 })],
    ["non-finite-bias", "an item without a bias", withoutOneBias],
    ["missing-id", "an item without an id", ({ items }) => Object.assign(items[1]?.[0] ?? {}, { id: null })],
    ["duplicate-id", "an id twice", ({ items }) => Object.assign(items[1]?.[0] ?? {}, { id: "i00" })],
    ["bad-history", "an item outside", ({ users }) => users[0]?.history.splice(-1, 1, 60)],
    ["bad-history", "items that do not ascend", ({ users }) => users[0]?.history.reverse()],
    ["bad-history", "values for fewer items", ({ users }) => users[0]?.test_values.pop()],
    ["missing-part", "no items at all", ({ items }) => items.splice(0)],
    ["newer-job", "a newer format", ({ job }) => Object.assign(job, { formatVersion: 2 })],
    ["not-a-job-folder", "another format", ({ job }) => Object.assign(job, { format: "other" })],
    ["bad-job-file", "a parameter of another kind", ({ job }) => Object.assign(job.parameters, { rank: "4" })],
    ["bad-job-file", "ratings without a scale", ({ job }) => Object.assign(job.parameters, { implicitPrefs: false })],
    ["bad-job-file", "a missing parameter", ({ job }) => delete job.parameters.alpha],
  ])("throws %s for %s", async (code, _, change) => {
    const opening = opened(change);
    await expect(opening).rejects.toBeInstanceOf(DataError);
    await expect(opening).rejects.toMatchObject({ code, message: expect.stringContaining("work") });
  });

  it("throws missing-column for a job of ratings that has neither biases nor sums", async () => {
    const opening = opened(({ items }) => {
      for (const item of items.flat()) delete item.bias;
    }, true);
    await expect(opening).rejects.toMatchObject({
      code: "missing-column",
      message: expect.stringContaining("no column bias"),
    });
  });

  it.each<[code: string, what: string, factors: (number | string | null)[]]>([
    ["ragged-factors", "too few", [1, 2, 3]],
    ["ragged-factors", "too many", [1, 2, 3, 4, 5]],
    ["ragged-factors", "none", []],
    ["non-finite-factor", "a null", [1, null, 3, 4]],
    ["non-finite-factor", "NaN", [1, "nan", 3, 4]],
    ["non-finite-factor", "an infinity", [1, "inf", 3, 4]],
  ])("throws %s for factors of an item with %s", async (code, _, factors) => {
    const { factors: table } = await opened(({ items }) => Object.assign(items[1]?.[4] ?? {}, { factors }));
    const reading = (async () => {
      for await (const { values } of table.blocks()) expect(values.length).toBeGreaterThan(0);
    })();
    await expect(reading).rejects.toMatchObject({ code, message: expect.stringContaining("item 29") });
  });

  it("tells a job that was ended before from a folder of somebody else", async () => {
    await expect(openSparkFolder(folder)).rejects.toMatchObject({ code: "missing-folder" });
    await mkdir(folder);
    await writeFile(join(folder, "notes.txt"), "mine");
    await expect(openSparkFolder(folder)).rejects.toMatchObject({ code: "not-a-job-folder" });
    await expect(openSparkFolder(join(folder, "notes.txt"))).rejects.toMatchObject({ code: "not-a-job-folder" });
    for (const name of ["_steps", "items"]) {
      await mkdir(join(folder, name));
      await expect(openSparkFolder(folder), name).rejects.toMatchObject({ code: "unfinished-job" });
      await rm(join(folder, name), { recursive: true });
    }
    await opened();
    await rm(join(folder, "_SUCCESS"));
    await expect(openSparkFolder(folder)).rejects.toMatchObject({ code: "unfinished-job" });
  });

  it("refuses a file that is no Parquet, and one without a column", async () => {
    await opened();
    await writeFile(join(folder, "items", partName(1)), "PAR1 not really");
    await expect(openSparkFolder(folder)).rejects.toMatchObject({ code: "not-parquet" });
    await writeParquet(join(folder, "items", partName(0)), [{ index: 0 }], { index: "INTEGER" });
    await rm(join(folder, "items", partName(1)));
    await expect(openSparkFolder(folder)).rejects.toMatchObject({ code: "missing-column" });
  });

  it("refuses histories that are not there, and those that an artefact cannot hold", async () => {
    const without = await opened();
    await expect(without.histories()).rejects.toMatchObject({ code: "no-histories" });
    await rm(folder, { recursive: true });
    const large = await opened((content) => {
      content.histories = true;
    });
    Object.assign(large.job.data, { interactions: 2 ** 28 + 1 });
    await expect(large.histories()).rejects.toMatchObject({
      code: "histories-too-large",
      message: expect.stringContaining("send histories with requests"),
    });
  });

  it("ends with the reason of the signal", async () => {
    await writeJobFolder(folder, jobContent());
    const reason = new Error("stop");
    await expect(openSparkFolder(folder, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
