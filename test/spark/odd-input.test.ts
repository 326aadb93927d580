import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { temporaryFolder } from "../cli/nearedge.ts";
import { describeSpark, jobOf, query, trained } from "./spark.ts";

const { folder } = temporaryFolder();
const table = join(folder, "odd.parquet");
const work = join(folder, "work");
/** Ids in three scripts; the last two stand in another order by UTF-8 bytes than by UTF-16 code units. */
const ITEMS = ["apple", "Зебра", "りんご", "007", "7", "\u{1f34e}", "\uff21"];

describeSpark("odd rows on Spark", () => {
  beforeAll(async () => {
    const items = ITEMS.map((item) => `'${item}'`).join(", ");
    // Users beyond 32 bits; every user has taken every item but one, and rates it by both.
    await query(`COPY (
      SELECT 3000000000 + u AS account, ([${items}])[i + 1] AS track, ((u + i) % 5 + 1)::DOUBLE AS rating, u * 10 + i AS ts
      FROM range(12) AS users(u), range(7) AS items(i) WHERE u % 7 <> i
      UNION ALL SELECT NULL, 'apple', 3, 1
      UNION ALL SELECT 3000000001, 'apple', 'nan'::DOUBLE, 1
      UNION ALL SELECT 3000000002, '  ', 3, 1
      UNION ALL SELECT 3000000003, ' apple ', 5, 9000
      UNION ALL SELECT 3000000003, 'apple', 1, 8000
    ) TO '${table}' (FORMAT parquet)`);
    await trained(table, "local[2]", [
      ...[
        "--columns",
        "user=account,item=track",
        "--skip-bad-rows",
        "--users",
        "--set",
        "factors=4",
        "--set",
        "epochs=6",
      ],
      ...["--min-value", "2", "--model", "explicit-als", "--work", work, "--out", join(folder, "out")],
    ]);
  });

  it("are read as our own readers read them: ids, their order, counts, values", async () => {
    const { interactions, report } = await openDataset(table, {
      columns: { user: "account", item: "track" },
      skipBadRows: true,
      minValue: 2,
    });
    const items = await query(`SELECT id, popularity::INTEGER FROM '${work}/items/*.parquet' ORDER BY index`);
    const counts = interactions.itemIds.ids.map((id, item) => [
      id,
      interactions.items.filter((one) => one === item).length,
    ]);
    expect(items).toEqual(counts);
    expect(items.map(([id]) => id)).toEqual(["007", "7", "apple", "Зебра", "りんご", "\u{1f34e}", "\uff21"]);
    const rows = await query(`
      SELECT index, unnest(items), unnest("values") FROM '${work}/histories/*.parquet' ORDER BY ALL`);
    const own = Array.from(interactions.users, (user, row) => [
      user,
      interactions.items[row],
      interactions.values[row],
    ]);
    expect(rows).toEqual(own.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]!));
    const { reading, data } = jobOf(work);
    expect(data).toMatchObject({ users: interactions.userIds.size, interactions: interactions.users.length });
    expect(reading).toMatchObject({
      badRows: 3,
      duplicates: report.duplicatesMerged,
      belowMinValue: report.belowMinValue,
    });
    expect([report.badRows, report.duplicatesMerged]).toEqual([3, 2]);
  });

  it("are counted by what is wrong with them", () => {
    expect(jobOf(work).reading.badReasons).toEqual({
      "user: expected an id": 1,
      "item: expected an id": 1,
      "rating: expected a number": 1,
    });
  });

  it("hold a tenth of the rows of each judged user out", async () => {
    const lists = await query(`SELECT "user", len(history), len(test) FROM '${work}/judge/*.parquet'`);
    expect(lists.length).toBeGreaterThan(0);
    for (const [, kept, gone] of lists) {
      const all = Number(kept) + Number(gone);
      expect(all).toBeGreaterThanOrEqual(5);
      expect(Number(gone)).toBe(Math.ceil(all / 10));
    }
  });
});
