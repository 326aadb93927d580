import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fakeSpark } from "./fake-spark.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";

const { folder, write } = temporaryFolder();
const table = write("plays.csv", "user,item,plays\na,x,1\n");
const out = join(folder, "out");
// It would leave its arguments behind.
const spark = fakeSpark(folder, "exit 3");

const train = (...args: string[]) => {
  return nearedge(["train", table, "--engine", "spark", "--spark-submit", spark.program, "--out", out, ...args], {
    env: spark.env,
  });
};

describe("train --engine spark refuses, before anything starts,", () => {
  it.each([
    ["a model that Spark has not", ["--model", "slim"], "--model", "implicit-als, explicit-als"],
    ["another solver", ["--set", "solver=cg"], "--set solver", "--engine local"],
    [
      "a weight of pairs that were not observed",
      ["--set", "unobservedWeight=0.1"],
      "--set unobservedWeight",
      "confidence",
    ],
    ["the other objective", ["--set", "objective=ials"], "--set objective=ials", "objective=hkv"],
    ["another offset", ["--set", "confidenceOffset=0"], "--set confidenceOffset=0", "confidenceOffset=1"],
    ["biases", ["--model", "explicit-als", "--set", "biases=true"], "--set biases=true", "biases=false"],
    ["a head", ["--head", "mlp"], "--head", "--engine local"],
    ["a head by its other name", ["--rerank", "auto"], "--rerank", "--engine local"],
    ["retrievers", ["--retrievers", "slim"], "--retrievers", "--engine local"],
    ["items without interactions", ["--cold-items", "--items", table], "--cold-items", "--engine local"],
    ["a transform", ["--transform", "binarise:3"], "--transform", "--min-value"],
    ["checkpoints", ["--checkpoint", folder], "--checkpoint", "Spark"],
    ["a network", ["--network", table], "--network", "--engine local"],
    ["weights of events", ["--events", "view=1"], "--events", "count=NAME"],
    ["a column of events", ["--columns", "event=kind"], "--columns event", "count=NAME"],
    ["a table without names", ["--no-header"], "--no-header", "Parquet"],
    ["dates of one's own", ["--date-format", "%d.%m.%Y"], "--date-format", "ISO"],
    ["least counts of users", ["--min-user-interactions", "5"], "--min-user-interactions", "--engine local"],
    ["pairs of items", ["--bought-together", "10"], "--bought-together", "none"],
    ["a format of its own", ["--format", "movielens-1m"], "--format", "Parquet"],
  ])("%s", async (_, args, option, instead) => {
    const { status, stderr } = await train(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(option);
    expect(stderr).toContain(instead);
    expect(stderr).toContain("[not-on-spark]");
    expect(existsSync(spark.arguments)).toBe(false);
  });

  it("what is no option of the model, with the one that was meant", async () => {
    const { status, stderr } = await train("--set", "factor=8");
    expect([status, stderr]).toEqual([2, expect.stringContaining("factors")]);
    const elsewhere = await train("--set", "alpha=8");
    expect(elsewhere.stderr).toContain("(alpha is called confidence here)");
  });

  it("a setting that Spark would drop, without its value", async () => {
    const { status, stderr } = await train("--spark-conf", "fs.s3a.secret.key=hush");
    expect([status, stderr]).toEqual([2, expect.stringContaining("write spark.fs.s3a.secret.key=…")]);
    expect(stderr).not.toContain("hush");
    expect(existsSync(spark.arguments)).toBe(false);
  });

  it("built-in data and standard input", async () => {
    for (const source of ["builtin:catalogue", "-"]) {
      const { status, stderr } = await nearedge(["train", source, "--engine", "spark", "--out", out]);
      expect([status, stderr]).toEqual([2, expect.stringContaining("[not-on-spark]")]);
    }
  });

  it("a file that is not there, and a folder without files", async () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    for (const [path, code] of [
      [join(folder, "none.csv"), "missing-file"],
      [empty, "empty-folder"],
    ] as const) {
      const { status, stderr } = await nearedge(["train", path, "--engine", "spark", "--out", out]);
      expect([status, stderr]).toEqual([1, expect.stringContaining(`[${code}]`)]);
    }
  });

  it("a catalogue that is not there", async () => {
    const { status, stderr } = await train("--items", join(folder, "none.csv"));
    expect([status, stderr]).toEqual([1, expect.stringContaining("[missing-file]")]);
    expect(existsSync(spark.arguments)).toBe(false);
  });

  it("a work folder that holds something, which stays as it is", async () => {
    const { status, stderr } = await train("--work", folder);
    expect([status, stderr]).toEqual([1, expect.stringContaining("[work-not-empty]")]);
    expect(readdirSync(folder)).toContain("plays.csv");
    expect(existsSync(spark.arguments)).toBe(false);
  });

  it("a master on other machines without a work folder that they reach", async () => {
    const { status, stderr } = await train("--master", "yarn");
    expect([status, stderr]).toEqual([2, expect.stringContaining("[needs-work]")]);
  });

  it("a time to wait that is no number, before anything starts", async () => {
    const env = { ...spark.env, NEAREDGE_SPARK_START_SECONDS: "soon" };
    const table = join(folder, "waited.csv");
    writeFileSync(table, "user,item\na,x\n");
    const args = ["train", table, "--engine", "spark", "--spark-submit", spark.program, "--out", join(folder, "out")];
    const { status, stderr } = await nearedge(args, { env });
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining("NEAREDGE_SPARK_START_SECONDS: expected a number of seconds"),
    ]);
    expect(existsSync(spark.arguments)).toBe(false);
  });

  it("a pattern that no file fits", async () => {
    const { status, stderr } = await nearedge(
      [
        "train",
        join(folder, "none-*.csv"),
        "--engine",
        "spark",
        "--spark-submit",
        spark.program,
        "--out",
        join(folder, "out"),
      ],
      { env: spark.env },
    );
    expect([status, stderr]).toEqual([1, expect.stringContaining("expected files that fit this pattern, got none")]);
    expect(existsSync(spark.arguments)).toBe(false);
  });

  it("a work folder that would be taken for a pattern", async () => {
    const { status, stderr } = await train("--work", join(folder, "work [1]"));
    expect([status, stderr]).toEqual([2, expect.stringContaining("[bad-work]")]);
    expect(existsSync(spark.arguments)).toBe(false);
  });

  it("a work folder that cannot be made, before Spark finds out in a stack of Java", async () => {
    const work = join(folder, "plays.csv", "work");
    const { status, stderr } = await train("--work", work);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`can be written, got ${work}: ENOTDIR`)]);
    expect(stderr).toContain("[bad-work]");
    expect(existsSync(spark.arguments)).toBe(false);
  });

  it("what is no master, whatever the work folder", async () => {
    for (const master of ["foo", "", "spark://", "localhost:7077"]) {
      const { status, stderr } = await train("--master", master);
      expect([status, stderr]).toEqual([2, expect.stringContaining("spark://host:7077")]);
      expect(stderr).toContain("[bad-master]");
    }
  });

  it("a master that does not answer, with its address", async () => {
    const { status, stderr } = await train("--master", "spark://127.0.0.1:9", "--work", join(folder, "work"));
    expect([status, stderr]).toEqual([1, expect.stringContaining("[master-unreachable]")]);
    expect(stderr).toContain("spark://127.0.0.1:9");
    expect(existsSync(spark.arguments)).toBe(false);
  });

  it("a machine without spark-submit, with the places that were looked at", async () => {
    const env = { PATH: folder.replace(/$/, "/nowhere"), SPARK_HOME: join(folder, "spark-home") };
    // The environment of this folder may hold one.
    const args = ["train", table, "--engine", "spark", "--out", out];
    const { status, stderr } = await nearedge(args, { env, cwd: folder });
    expect([status, stderr]).toEqual([1, expect.stringContaining("[spark-missing]")]);
    expect(stderr).toContain(join(folder, "spark-home", "bin"));
    expect(stderr).toContain("pyspark==4.3.0");
  });

  it("a machine without Java, or with an old one", async () => {
    const none = await nearedge(["train", table, "--engine", "spark", "--spark-submit", spark.program, "--out", out], {
      env: { JAVA_HOME: join(folder, "nowhere") },
    });
    expect([none.status, none.stderr]).toEqual([1, expect.stringContaining("[java-missing]")]);
    for (const [said, major] of [
      ['openjdk version "11.0.2" 2019-01-15', "Java 11"],
      ['java version "1.8.0_202"', "Java 8"],
    ] as const) {
      const place = join(folder, major.replace(" ", "-"));
      mkdirSync(place);
      const { env, program } = fakeSpark(place, "exit 3", said);
      const args = ["train", table, "--engine", "spark", "--spark-submit", program, "--out", out];
      const { status, stderr } = await nearedge(args, { env });
      expect([status, stderr]).toEqual([1, expect.stringContaining(major)]);
      expect(stderr).toContain("[java-too-old]");
    }
  });
});

describe("train without --engine spark", () => {
  it("refuses the options of Spark, which would do nothing", async () => {
    for (const args of [
      ["--master", "local"],
      ["--work", "w"],
      ["--blocks", "4"],
      ["--spark-conf", "a=b"],
    ]) {
      const { status, stderr } = await nearedge(["train", table, "--out", out, ...args]);
      expect([status, stderr]).toEqual([2, expect.stringContaining("[needs-spark]")]);
    }
  });
});
