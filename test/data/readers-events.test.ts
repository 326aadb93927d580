import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { openDataset, openGivenSplit } from "../../src/data/open-dataset.ts";
import { OptionsError } from "../../src/errors.ts";
import { dataErrorOf, rowsOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

const LOG =
  "timestamp,visitorid,event,itemid\n1,a,view,x\n2,a,view,x\n3,a,addtocart,x\n4,a,transaction,x\n5,a,view,y\n6,b,view,x\n7,b,spam,y\n";
const log = write("events.csv", LOG);
const pairs = ({ interactions }: Awaited<ReturnType<typeof openDataset>>) =>
  rowsOf(interactions).map((row) => row.slice(0, 3));

async function parquet(): Promise<string> {
  const path = join(log, "..", "events.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT * FROM read_csv('${log}')) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe("a column of events", () => {
  it("makes every row one interaction, and says which events there are", async () => {
    const dataset = await openDataset(log, { columns: { event: "event" } });
    expect(pairs(dataset)).toEqual([
      ["a", "x", 4],
      ["a", "y", 1],
      ["b", "x", 1],
      ["b", "y", 1],
    ]);
    expect(dataset.interactions.feedback).toBe("implicit");
    expect(dataset.report.read).toEqual([
      {
        file: "events.csv",
        table: "interactions",
        columns: { user: "visitorid", item: "itemid", value: null, timestamp: "timestamp", event: "event" },
        notUsed: [],
        notes: [],
        events: [
          { event: "view", rows: 4, weight: 1 },
          { event: "addtocart", rows: 1, weight: 1 },
          { event: "spam", rows: 1, weight: 1 },
          { event: "transaction", rows: 1, weight: 1 },
        ],
      },
    ]);
  });

  const weights = { view: 1, addtocart: 3, transaction: 5.5 };

  it.each([
    ["csv", () => log],
    ["quoted csv", () => write("quoted.csv", LOG.replaceAll("view", '"view"'))],
    [
      "jsonl",
      () => {
        const [header = "", ...lines] = LOG.trim().split("\n");
        const object = (line: string) =>
          Object.fromEntries(line.split(",").map((text, at) => [header.split(",")[at], text]));
        return write("events.jsonl", lines.map((line) => JSON.stringify(object(line))).join("\n"));
      },
    ],
    ["parquet", parquet],
  ] as const)("is weighed, by a usual name too: %s", async (_, path) => {
    const dataset = await openDataset(await path(), { events: weights });
    expect(pairs(dataset)).toEqual([
      ["a", "x", 10.5],
      ["a", "y", 1],
      ["b", "x", 1],
    ]);
    expect(dataset.report.otherEventsDropped).toBe(1);
    expect(dataset.report.read?.[0]?.events).toContainEqual({ event: "spam", rows: 1, weight: null });
  });

  it("takes returns from what was bought", async () => {
    const path = write("returns.csv", "user,item,type\na,x,buy\na,x,return\na,y,buy\nb,y,buy\n");
    const dataset = await openDataset(path, { columns: { event: "type" }, events: { buy: 1, return: -1 } });
    expect(pairs(dataset)).toEqual([
      ["a", "y", 1],
      ["b", "y", 1],
    ]);
    expect(dataset.report.nonPositiveDropped).toBe(1);
  });

  it("weighs counts that are named beside it", async () => {
    const path = write(
      "hours.csv",
      "user,game,behavior,hours\n1,x,purchase,1\n1,x,play,270\n2,x,play,10\n2,y,purchase,1\n",
    );
    const columns = { event: "behavior", count: "hours" };
    expect(pairs(await openDataset(path, { columns, events: { play: 0.5 } }))).toEqual([
      ["1", "x", 135],
      ["2", "x", 5],
    ]);
  });

  it("holds for both parts of a given split", async () => {
    const test = write("test.csv", "visitorid,event,itemid\na,view,y\nb,transaction,x\n");
    const { dataset, test: part } = await openGivenSplit(log, test, { events: { transaction: 1 } });
    expect(rowsOf(part).map((row) => row.slice(0, 3))).toEqual([["b", "x", 1]]);
    expect(dataset.report.read?.map(({ table, events }) => [table, events?.length])).toEqual([
      ["train", 4],
      ["test", 2],
    ]);
    expect(dataset.report.otherEventsDropped).toBe(7);
  });

  it("names the events that no row has, and the error those that there are", async () => {
    const { report } = await openDataset(log, { events: { view: 1, purchase: 5 } });
    expect(report.notes).toEqual(['events.csv: no row has the event "purchase"']);
    const error = await dataErrorOf(openDataset(log, { events: { purchase: 5 } }));
    expect(error.code).toBe("nothing-left");
    expect(error.message).toBe(
      'events.csv: expected rows of the events purchase, got none; the events are "view", "addtocart", "spam", "transaction"',
    );
  });

  it("is needed for weights, which are numbers", async () => {
    const plain = write("plain.csv", "user,item,kind\na,x,view\n");
    expect((await dataErrorOf(openDataset(plain, { events: { view: 1 } }))).message).toBe(
      "plain.csv: expected a column of events, got the columns user, item, kind; name it with --columns event=NAME, or leave --events out",
    );
    await expect(openDataset(log, { events: {} })).rejects.toThrow(OptionsError);
    await expect(openDataset(log, { events: { view: Number.NaN } })).rejects.toThrow(
      "events: view: expected a number from -1000000 to 1000000, got NaN",
    );
    const given = write("u.data", "1\t2\t3\t881250949\n");
    await expect(openDataset(given, { events: { view: 1 }, format: "movielens-100k" })).rejects.toThrow("are fixed");
    await expect(openDataset("builtin:catalogue", { events: { view: 1 } })).rejects.toThrow("has no events");
  });
});
