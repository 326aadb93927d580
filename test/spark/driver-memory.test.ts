import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../cli/nearedge.ts";
import { CLUSTER, describeSpark, jobOf, query, trained, WARM } from "./spark.ts";

const { folder } = temporaryFolder();
const ROWS = 10_000_000;

describeSpark("a driver of 512 MB", () => {
  it("is enough for 10 million rows: none of them comes to it", async () => {
    const table = join(folder, "rows.parquet");
    // 50 rows each of 200,000 users, all different.
    await query(`COPY (
      SELECT r // 50 AS "user", (r // 50 * 7919 + r % 50 * 104729) % 100003 AS item FROM range(${ROWS}) AS rows(r)
    ) TO '${table}' (FORMAT parquet)`);
    const work = join(folder, "work");
    await trained(table, CLUSTER, [
      ...WARM,
      ...["--spark-conf", "spark.driver.memory=512m", "--set", "factors=4", "--set", "epochs=1"],
      ...["--judge-users", "1000", "--work", work, "--out", join(folder, "out")],
    ]);
    const { data } = jobOf(work);
    expect(data).toMatchObject({ users: ROWS / 50, items: 100_003, interactions: ROWS });
  });
});
