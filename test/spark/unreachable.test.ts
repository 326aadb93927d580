import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../cli/nearedge.ts";
import { describeSpark, trainOnSpark } from "./spark.ts";

const { folder, write } = temporaryFolder();
const table = write("plays.csv", "user,item\na,x\n");
const out = join(folder, "out");
const NO_RETRY = ["--spark-conf", "spark.hadoop.ipc.client.connect.max.retries=0"];
/** Port 1 is nobody's. */
const NOBODY = "hdfs://127.0.0.1:1";

describeSpark("an address that Spark does not reach ends the command with a line, and not with a stack", () => {
  it.each([
    ["a store that does not answer", `--work ${NOBODY}/out`, [table, `${NOBODY}/out`], "Connection refused"],
    [
      "interactions in such a store",
      `${NOBODY}/plays`,
      [`${NOBODY}/plays`, join(folder, "work")],
      "Connection refused",
    ],
    [
      "a store without a client",
      "--work s3a://bucket/out",
      [table, "s3a://bucket/out"],
      "spark.jars.packages=org.apache.hadoop:hadoop-aws",
    ],
  ])("%s", async (_, option, [input = "", work = ""], reason) => {
    const { status, stderr } = await trainOnSpark(input, "local[2]", ["--work", work, "--out", out, ...NO_RETRY]);
    const last = stderr.trim().split("\n").at(-1) ?? "";
    expect([status, last]).toEqual([1, expect.stringContaining(`nearedge: ${option}: expected an address`)]);
    expect(last).toContain(reason);
    expect(last).toContain("[address-unreachable]");
    expect(existsSync(out)).toBe(false);
  });
});
