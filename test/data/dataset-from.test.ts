import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { datasetFrom, type Feedback, type Interaction, openDataset } from "../../src/node-training.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-rows-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The same rows, read from a file. */
async function readFrom(name: string, rows: readonly Interaction[]) {
  const lines = rows.map(({ userId, itemId, value, timestamp }) =>
    [userId, itemId, value ?? "", timestamp ?? ""].join(),
  );
  const path = join(folder, `${name}.csv`);
  const isExplicit = rows.some(({ value }) => value !== undefined);
  const columns = ["user", "item", isExplicit ? "rating" : "unused", "timestamp"].join();
  await writeFile(path, `${[columns, ...lines].join("\n")}\n`);
  return openDataset(path);
}

const TEXTS: readonly Interaction[] = [
  { userId: "zoe", itemId: "b", value: 4, timestamp: 9 },
  { userId: "ann", itemId: "é", value: 2.5, timestamp: 5 },
  { userId: "ann", itemId: "b", value: 3, timestamp: 5 },
  { userId: "Ann", itemId: "\u{1f600}", value: 1, timestamp: 8 },
  { userId: "Ann", itemId: "\uff21", value: 1, timestamp: 8 },
  { userId: "ann", itemId: "a", value: 5, timestamp: 2 },
];
const NUMBERS: readonly Interaction[] = [
  { userId: "10", itemId: "7", timestamp: 3 },
  { userId: "9", itemId: "007", timestamp: 3 },
  { userId: "9", itemId: "12" },
  { userId: "10", itemId: "100", timestamp: 1 },
  { userId: "9", itemId: "7", timestamp: 4 },
];

describe("a data set of rows in memory", () => {
  it.each([
    ["texts", "explicit", TEXTS],
    ["numbers", "implicit", NUMBERS],
  ] as const)("is that of the same rows in a file, however they are ordered: %s", async (name, feedback, rows) => {
    const read = await readFrom(name, rows);
    for (const list of [rows, rows.toReversed()]) {
      const { interactions, fingerprint } = await datasetFrom(list, feedback);
      expect(interactions.userIds.ids).toEqual(read.interactions.userIds.ids);
      expect(interactions.itemIds.ids).toEqual(read.interactions.itemIds.ids);
      expect({ ...interactions, userIds: 0, itemIds: 0 }).toEqual({ ...read.interactions, userIds: 0, itemIds: 0 });
      expect(fingerprint).toBe(read.fingerprint);
    }
  });

  it("has the items of the catalogue that somebody has, or all of them", async () => {
    const items = [
      {
        itemId: "b",
        title: "B",
        categories: { tags: ["x", "y", "x"] },
        numbers: { year: 1979 },
        texts: { plot: "of b" },
      },
      { itemId: "unsold" },
      { itemId: "cold", title: "Nobody's", categories: { tags: ["z"] } },
    ];
    const dataset = await datasetFrom(TEXTS, "explicit", { name: "films", note: "a note", items });
    expect(dataset).toMatchObject({ name: "films", note: "a note" });
    expect(dataset.report).toMatchObject({ rowsRead: 6, catalogueOnlyItems: 2, uncataloguedItems: 4 });
    expect(dataset.items.titles).toEqual(["", "B", "", "", ""]);
    expect(dataset.items.categories.get("tags")).toMatchObject({ dictionary: ["x", "y"] });
    expect([...(dataset.items.numbers.get("year") ?? [])]).toEqual([
      Number.NaN,
      1979,
      ...new Array(3).fill(Number.NaN),
    ]);
    expect(dataset.items.texts.get("plot")?.[1]).toBe("of b");
    const { interactions, report } = await datasetFrom(TEXTS, "explicit", { items, coldItems: true });
    expect(interactions.itemIds.ids.slice(-2)).toEqual(["cold", "unsold"]);
    expect(report).toMatchObject({ catalogueOnlyItems: 0, coldItems: 2 });
  });

  it("takes addresses of items, and refuses what no page may show", async () => {
    const from = (image: string) =>
      datasetFrom([{ userId: "ann", itemId: "a" }], "implicit", { items: [{ itemId: "a", addresses: { image } }] });
    expect((await from("data:image/png;base64,AA")).items.addresses?.get("image")).toEqual([
      "data:image/png;base64,AA",
    ]);
    const refusal = { code: "bad-address", message: expect.stringContaining("items: a: image: expected an address") };
    await expect(from("javascript:alert(1)")).rejects.toMatchObject(refusal);
    expect((await datasetFrom(TEXTS, "explicit", {})).items).not.toHaveProperty("addresses");
  });

  const row = { userId: "ann", itemId: "a" };
  it.each<[string, readonly Interaction[], Feedback, string]>([
    ["no rows", [], "implicit", "no-rows"],
    ["a pair twice", [row, row], "implicit", "duplicate-pair"],
    ["a count of 0", [{ ...row, value: 0 }], "implicit", "non-positive-count"],
    ["a rating that is none", [{ ...row, value: Number.NaN }], "explicit", "bad-value"],
    ["a rating beyond 32 bits", [{ ...row, value: 1e39 }], "explicit", "bad-value"],
    ["a time that is none", [{ ...row, timestamp: Number.POSITIVE_INFINITY }], "explicit", "bad-value"],
  ])("is refused: %s", async (_, rows, feedback, code) => {
    await expect(datasetFrom(rows, feedback)).rejects.toMatchObject({ name: "DataError", code });
  });

  it("refuses ids that are no text, and a catalogue that has an item twice", async () => {
    const numbered = [{ userId: 7, itemId: "a" }] as unknown as Interaction[];
    await expect(datasetFrom(numbered, "implicit")).rejects.toThrow("interaction 1: userId: expected text, got 7");
    const items = [{ itemId: "a" }, { itemId: "a" }];
    await expect(datasetFrom([row], "implicit", { items })).rejects.toMatchObject({ code: "duplicate-id" });
  });
});
