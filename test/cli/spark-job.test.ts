import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ITEM_NAMES, isTakenUnseen, TIME_NAMES, USER_NAMES, VALUE_NAMES } from "../../src/data/readers/usual-names.ts";
import { USER_ITEM_BASELINE_DEFAULTS } from "../../src/models/means/user-item-baseline.ts";
import { jobPath } from "../../src/spark/job-arguments.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";

const { folder } = temporaryFolder();
const job = readFileSync(jobPath(), "utf8");

/** A list of names in the job: a text of words. */
const namesOf = (list: string): string[] => {
  const found = new RegExp(`^${list} = (?:set\\(\\s*)?("""|")([^"]*)\\1`, "m").exec(job);
  return found?.[2]?.trim().split(/\s+/) ?? [];
};

describe("the job of Spark", () => {
  it("knows columns by the names that the readers know", () => {
    const ofKind = (kind: string) => [...VALUE_NAMES].filter(([, one]) => one === kind).map(([name]) => name);
    expect(namesOf("USER_NAMES")).toEqual(USER_NAMES);
    expect(namesOf("ITEM_NAMES")).toEqual(ITEM_NAMES);
    expect(namesOf("RATING_NAMES")).toEqual(ofKind("rating"));
    expect(namesOf("COUNT_NAMES")).toEqual(ofKind("count"));
    expect(namesOf("TIME_NAMES")).toEqual(TIME_NAMES);
    const unseen = namesOf("TAKEN_UNSEEN");
    const all = [...VALUE_NAMES.keys(), ...TIME_NAMES];
    expect(all.filter(isTakenUnseen).toSorted()).toEqual(unseen.toSorted());
  });

  it("has the baseline of ratings that a training here has", () => {
    const numberOf = (name: string) => Number(new RegExp(`^${name} = (\\d+)$`, "m").exec(job)?.[1]);
    const { method, epochs, userRegularization, itemRegularization } = USER_ITEM_BASELINE_DEFAULTS;
    expect(method).toBe("als");
    expect(["BASELINE_SWEEPS", "USER_PENALTY", "ITEM_PENALTY"].map(numberOf)).toEqual([
      ...[epochs, userRegularization, itemRegularization],
    ]);
  });

  it("brings no rows to the driver", () => {
    expect(job).not.toMatch(/\bcollect\(|toPandas\(|toLocalIterator\(|\btake\(|\.broadcast\(/);
  });

  it("imports pyspark and the standard library alone", () => {
    const imported = [...job.matchAll(/^ *(?:from|import) ([\w.]+)/gm)].map(([, name = ""]) => name.split(".")[0]);
    expect([...new Set(imported)].toSorted()).toEqual([
      "argparse",
      "contextlib",
      "csv",
      "json",
      "platform",
      "pyspark",
      "re",
      "sys",
      "time",
      "urllib",
    ]);
  });
});

describe("nearedge spark-job", () => {
  it("writes the job, and prints the command that runs it, without secrets", async () => {
    const out = join(folder, "als_job.py");
    const { status, stdout, stderr } = await nearedge([
      ...["spark-job", "s3a://bucket/plays/", "--out", out, "--work", "s3a://bucket/out", "--master", "yarn"],
      ...["--columns", "user=account,item=track,count=plays", "--set", "confidence=40", "--set", "regularization=0.1"],
      ...["--spark-conf", "spark.executor.memory=8g", "--spark-conf", "spark.hadoop.fs.s3a.secret.key=hush"],
    ]);
    expect(status).toBe(0);
    expect(stderr).toContain("copy s3a://bucket/out here, and say: nearedge import out --out ARTEFACT\n");
    expect(stderr).toContain("what stands as … in the command is secret: put it in");
    expect(readFileSync(out, "utf8")).toBe(job);
    expect(stdout).toBe(
      `spark-submit --master yarn --conf spark.executor.memory=8g --conf 'spark.hadoop.fs.s3a.secret.key=…' ${out} ` +
        `--input=s3a://bucket/plays/ --work=s3a://bucket/out '--columns={"user":"account","item":"track","count":"plays"}' ` +
        "--judge-users=20000 --seed=42 --rank=64 --max-iter=15 --reg-param=0.1 --alpha=40 --weighting=binary --blocks=10\n",
    );
  });

  it("prints one object with --json: the command and the import, as words and for a shell", async () => {
    const schema = z.strictObject({
      out: z.string(),
      work: z.string(),
      command: z.array(z.string()),
      commandText: z.string(),
      masked: z.array(z.string()),
      importCommand: z.array(z.string()),
      importCommandText: z.string(),
    });
    const out = join(folder, "json.py");
    const args = ["spark-job", "s3a://bucket/the plays/", "--out", out, "--work", "s3a://bucket/my out"];
    const settings = ["spark.executor.memory=8g", "spark.hadoop.fs.s3a.secret.key=hush", "spark.x=https://a:hush@b/"];
    const { answer, stderr } = await nearedgeJson(schema, [
      ...args,
      ...settings.flatMap((one) => ["--spark-conf", one]),
    ]);
    expect(readFileSync(out, "utf8")).toBe(job);
    expect(answer).toMatchObject({ out, work: "s3a://bucket/my out" });
    expect(answer.command.slice(0, 3)).toEqual(["spark-submit", "--master", "local[*]"]);
    expect(answer.command).toContain("spark.hadoop.fs.s3a.secret.key=…");
    expect(answer.command).toContain("--input=s3a://bucket/the plays/");
    expect(answer.commandText).toContain(
      "'--input=s3a://bucket/the plays/' '--work=s3a://bucket/my out' --judge-users=",
    );
    expect(answer.masked).toEqual(["spark.hadoop.fs.s3a.secret.key", "spark.x"]);
    expect(answer.importCommand).toEqual(["nearedge", "import", "my out", "--out", "ARTEFACT"]);
    expect(answer.importCommandText).toBe("nearedge import 'my out' --out ARTEFACT");
    expect(JSON.stringify(answer) + stderr).not.toContain("hush");
  });

  it("says how a folder with a space in its name is imported, and nothing of secrets where there are none", async () => {
    const out = join(folder, "job.py");
    const { stderr } = await nearedge(["spark-job", "plays.csv", "--out", out, "--work", "/data/my work"]);
    expect(stderr).toBe(
      `${out}: the job; when it has run, copy /data/my work here, and say: nearedge import 'my work' --out ARTEFACT\n`,
    );
  });

  it("says the import with all that was asked of the artefact", async () => {
    const asked = ["--items", "the tracks.csv", "--users", "--name", "plays", "--set", "precision=f32"];
    const { stderr } = await nearedge(["spark-job", "plays.csv", "--out", join(folder, "asked.py"), ...asked]);
    expect(stderr).toContain(
      "nearedge import WORK --items 'the tracks.csv' --name plays --precision f32 --users --out ARTEFACT\n",
    );
  });

  it("refuses what Spark cannot do", async () => {
    const out = join(folder, "other.py");
    const { status, stderr } = await nearedge(["spark-job", "--out", out, "--model", "slim"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("[not-on-spark]")]);
  });
});
