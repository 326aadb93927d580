import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../cli/nearedge.ts";
import { CLUSTER, describeSpark, factorDifference, jobOf, query, trained } from "./spark.ts";

const { folder } = temporaryFolder();

/** Processes of executors that work for the job with this work folder: children of its worker, which is in the driver's JVM. */
function executorsOf(work: string): number[] {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const commandOf = (id: string): string => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, "utf8");
    } catch {
      return "";
    }
  };
  const groupOf = (id: string): string => spawnSync("ps", ["-o", "pgid=", "-p", id]).stdout.toString().trim();
  const driver = ids.find(
    (id) => commandOf(id).includes(`--work=file://${work}`) && commandOf(id).includes("SparkSubmit"),
  );
  const group = driver === undefined ? undefined : groupOf(driver);
  return ids
    .filter((id) => commandOf(id).includes("CoarseGrainedExecutorBackend") && groupOf(id) === group)
    .map(Number);
}

describeSpark("an executor that is killed", () => {
  it("costs its work and nothing else: the job ends well, with the same factors", async () => {
    const table = join(folder, "plays.parquet");
    await query(`COPY (
      SELECT (r * 7919) % 2000 AS "user", (r * r * 31 + r) % 500 AS item FROM range(60000) AS rows(r)
    ) TO '${table}' (FORMAT parquet)`);
    const options = ["--set", "factors=16", "--set", "epochs=12", "--name", "plays"];
    const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
    await trained(table, "local[2]", [...options, "--work", whole, "--out", join(folder, "out-whole")]);
    let victim: number | undefined;
    await trained(table, CLUSTER, [...options, "--work", killed, "--out", join(folder, "out-killed")], {
      onStderr: (text) => {
        if (victim !== undefined || !text.includes("spark: hold out")) return;
        [victim] = executorsOf(killed);
        if (victim !== undefined) setTimeout(() => process.kill(Number(victim), "SIGKILL"), 2000);
      },
    });
    expect(victim).toBeDefined();
    const { count, difference } = await factorDifference(whole, killed);
    expect(count).toBe(jobOf(whole).data.items * 16);
    expect(difference).toBeLessThan(1e-4);
  });
});
