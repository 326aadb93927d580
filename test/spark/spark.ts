import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe } from "vitest";
import { z } from "zod";
import { nearedge, type Run, type RunControl } from "../cli/nearedge.ts";

const OWN = fileURLToPath(new URL("../../.nearedge/spark-venv/bin/spark-submit", import.meta.url));
/** spark-submit, where there is one. */
export const SPARK_SUBMIT = process.env.NEAREDGE_SPARK ?? (existsSync(OWN) ? OWN : undefined);
const hasJava = spawnSync("java", ["-version"]).status === 0;
const missing = [
  ...(SPARK_SUBMIT === undefined
    ? ["pyspark: python3 -m venv .nearedge/spark-venv, install spark/requirements.txt"]
    : []),
  ...(hasJava ? [] : ["Java: install openjdk-17-jre-headless"]),
];

/** Tests that start Spark; without it they are skipped, and a line says why. */
export function describeSpark(name: string, tests: () => void): void {
  if (missing.length > 0) process.stderr.write(`test/spark: skipped without ${missing.join("; ")}\n`);
  describe.skipIf(missing.length > 0)(name, tests);
}

export const DATA = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** Executors in processes of their own. */
export const CLUSTER = "local-cluster[2,1,1024]";

/** JVMs that live for a minute spend most of it on compiling themselves; few rows need few partitions. */
const QUICK = [
  "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
  "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
  "spark.sql.shuffle.partitions=4",
  "spark.executor.memory=1g",
  "spark.network.timeout=600s",
  "spark.executor.heartbeatInterval=60s",
];

/** Options for what takes minutes: it is worth a compiler that takes its time. */
export const WARM: readonly string[] = ["driver", "executor"].flatMap((who) => {
  return ["--spark-conf", `spark.${who}.extraJavaOptions=-XX:+UseSerialGC`];
});

/** `nearedge train --engine spark`; a setting in `args` counts in place of one for quick tests. */
export function trainOnSpark(
  table: string,
  master: string,
  args: readonly string[],
  control: RunControl = {},
): Promise<Run> {
  const settings = QUICK.flatMap((setting) => ["--spark-conf", setting]);
  const spark = ["--engine", "spark", "--master", master, "--spark-submit", SPARK_SUBMIT ?? "", ...settings];
  return nearedge(["train", table, ...spark, ...args], control);
}

/** Runs a training that must succeed. */
export async function trained(
  table: string,
  master: string,
  args: readonly string[],
  control: RunControl = {},
): Promise<Run> {
  const run = await trainOnSpark(table, master, args, control);
  if (run.status !== 0) throw new Error(`expected status 0, got ${run.status}: ${run.stderr}`);
  return run;
}

/** Runs a program of Python by spark-submit, which must succeed. */
export function submitted(script: string, args: readonly string[]): void {
  const program = SPARK_SUBMIT ?? "";
  const own = ["spark.ui.enabled=false", "spark.driver.host=127.0.0.1"];
  const given = [...QUICK, ...own].flatMap((setting) => ["--conf", setting]);
  const { status, stderr } = spawnSync(program, ["--master", "local[2]", ...given, script, ...args], {
    // The Python beside spark-submit is the one that has pyspark.
    env: { ...process.env, SPARK_LOCAL_IP: "127.0.0.1", PATH: `${dirname(program)}:${process.env.PATH}` },
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`expected status 0 of spark-submit, got ${status}: ${stderr.slice(-2000)}`);
}

/** What job.json says, as far as tests read it. */
const job = z.looseObject({
  spark: z.looseObject({ executors: z.number() }),
  parameters: z.looseObject({ alpha: z.number(), regParam: z.number() }),
  data: z.looseObject({ users: z.number(), items: z.number(), interactions: z.number(), fingerprint: z.string() }),
  reading: z.looseObject({ badRows: z.number(), badReasons: z.record(z.string(), z.number()), duplicates: z.number() }),
});

export function jobOf(work: string): z.infer<typeof job> {
  return job.parse(JSON.parse(readFileSync(join(work, "job.json"), "utf8")));
}

/** Rows of a query over files, as values of JSON. */
export async function query(sql: string): Promise<unknown[][]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
  }
}

/** A checksum of all that the job wrote of its items: every bit of every factor. */
export async function itemsChecksum(work: string): Promise<string> {
  const columns = "index, id, popularity, trained, factors::VARCHAR";
  const rows = await query(`SELECT ${columns} FROM '${work}/items/*.parquet' ORDER BY index`);
  return createHash("sha256").update(JSON.stringify(rows)).digest("hex");
}

/**
 * How far two folders of the job are apart: how many factors both have, how many of them are not the same to the bit, and the largest
 * difference in shares of the largest factor.
 */
export async function factorDifference(one: string, two: string) {
  const of = (work: string) =>
    `(SELECT index, unnest(factors) AS f, unnest(range(len(factors))) AS lane FROM '${work}/items/*.parquet')`;
  const [[count, changed, difference] = []] = await query(
    `SELECT count(*), count_if(a.f <> b.f), max(abs(a.f - b.f)) / max(abs(a.f))
     FROM ${of(one)} a JOIN ${of(two)} b USING (index, lane)`,
  );
  return { count: Number(count), changed: Number(changed), difference: Number(difference) };
}

/** Checksums of the files of a folder, by name. */
export function checksums(folder: string): Record<string, string> {
  const names = readdirSync(folder).toSorted();
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    ]),
  );
}
