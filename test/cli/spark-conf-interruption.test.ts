import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedgeChild } from "./child.ts";
import { fakeSpark, READY } from "./fake-spark.ts";
import { nearedge, type RunControl, temporaryFolder } from "./nearedge.ts";
import { readProperties } from "./properties.ts";
import { processesThatShow } from "./shown-processes.ts";

const { folder, write } = temporaryFolder();
const table = write("plays.csv", "user,item,plays\na,x,1\n");
let runs = 0;

/** A run whose settings are `given`, with a program in place of spark-submit that keeps a copy of their file and its mode. */
function prepare(script: string, given: readonly string[]) {
  const place = join(folder, `run-${runs++}`);
  const temporary = join(place, "tmp");
  mkdirSync(temporary, { recursive: true });
  const look = `for one in "$@"; do case "$one" in *settings.properties) cp "$one" '${place}/copy'; stat -c %a "$one" > '${place}/mode';; esac; done`;
  const spark = fakeSpark(place, `${look}\n${script}`);
  const args = ["train", table, "--engine", "spark", "--master", "local[2]", "--spark-submit", spark.program];
  return {
    args: [...args, "--out", join(place, "out"), ...given.flatMap((one) => ["--spark-conf", one])],
    env: { ...spark.env, TMPDIR: temporary },
    told: () => readFileSync(spark.arguments, "utf8").trim().split("\n"),
    copied: () => readProperties(readFileSync(join(place, "copy"), "utf8")),
    mode: () => readFileSync(join(place, "mode"), "utf8").trim(),
    left: () => readdirSync(temporary, { recursive: true, encoding: "utf8" }),
    place,
  };
}

type Prepared = ReturnType<typeof prepare>;
const start = ({ args, env }: Prepared, control: RunControl = {}) => nearedge(args, { ...control, env });

describe("settings of train --engine spark", () => {
  const SECRET = "spark.hadoop.fs.s3a.secret.key=hush-9137";

  it("reach spark-submit in a file that only this user reads, beside Spark's own defaults", async () => {
    const run = prepare("exit 1", [SECRET, "spark.executor.memory=8g"]);
    expect((await start(run)).status).toBe(1);
    const told = run.told();
    const at = told.indexOf("--properties-file");
    expect(told.slice(at + 1, at + 3)).toEqual([
      expect.stringMatching(/settings\.properties$/),
      "--load-spark-defaults",
    ]);
    expect(run.copied()).toEqual(
      new Map([
        ["spark.hadoop.fs.s3a.secret.key", "hush-9137"],
        ["spark.executor.memory", "8g"],
      ]),
    );
    expect(run.mode()).toBe("600");
    expect(told.filter((one) => one.includes("hush") || one.includes("8g"))).toEqual([]);
    expect(told).toContain("spark.driver.host=127.0.0.1");
  });

  it("win over those that a local master has", async () => {
    const run = prepare("exit 1", ["spark.driver.host=10.0.0.1"]);
    await start(run);
    expect(run.copied().get("spark.driver.host")).toBe("10.0.0.1");
    expect(run.told().filter((one) => one.startsWith("spark.driver.host"))).toEqual([]);
  });

  it("are no file where there are none", async () => {
    const run = prepare("exit 1", []);
    await start(run);
    expect(run.told()).not.toContain("--properties-file");
  });

  it("are in no list of processes, and their file is gone when there is a session", async () => {
    const run = prepare(`${READY}\nsleep 3\nexit 1`, [SECRET]);
    let shown: string[] | undefined;
    let left: string[] = [];
    await start(run, {
      onStderr: (text) => {
        if (shown !== undefined || !text.includes("is ready")) return;
        shown = processesThatShow("hush-9137");
        left = run.left();
      },
    });
    expect(shown).toEqual([]);
    expect(run.copied().size).toBe(1);
    expect(left.filter((name) => name.endsWith("settings.properties"))).toEqual([]);
  });

  it.each([
    ["a success", `${READY}\nexit 0`],
    ["a failure", "exit 7"],
  ])("leave no file after %s", async (_, script) => {
    const run = prepare(script, [SECRET]);
    await start(run);
    expect(run.copied().size).toBe(1);
    expect(run.left().filter((name) => name.endsWith("settings.properties"))).toEqual([]);
  });

  it("leave no file after Ctrl-C before there is a session", async () => {
    const run = prepare("exec sleep 60", [SECRET]);
    let isWaiting = false;
    const { stderr } = await start(run, {
      onStderr: (text, kill) => {
        if (isWaiting || !text.includes("its log is")) return;
        isWaiting = true;
        onceThere(join(run.place, "mode"), () => kill("SIGINT"));
      },
    });
    expect(stderr).toContain("interrupted");
    expect(run.copied().size).toBe(1);
    expect(run.left()).toEqual([]);
  });

  it("leave no file after a second Ctrl-C, which ends the command at once", async () => {
    const run = prepare("trap '' TERM\nsleep 60", [SECRET]);
    let isWaiting = false;
    const { status } = await nearedgeChild(run.args, {
      env: run.env,
      onStderr: (text, kill) => {
        if (isWaiting || !text.includes("its log is")) return;
        isWaiting = true;
        onceThere(join(run.place, "mode"), () => {
          kill("SIGINT");
          setTimeout(() => kill("SIGINT"), 800);
        });
      },
    });
    expect(status).toBe(1);
    expect(run.copied().size).toBe(1);
    expect(run.left().filter((name) => name.endsWith("settings.properties"))).toEqual([]);
  });

  it("may be lines of a file: then not even the command line of this program has them", async () => {
    const file = write("my.conf", `# of the store\r\n\r\n${SECRET.replace("=", " = ")}\r\nspark.b=c=d\r\n`);
    const run = prepare("exit 1", [`@${file}`, "spark.b=e"]);
    await start(run);
    expect(run.copied()).toEqual(
      new Map([
        ["spark.hadoop.fs.s3a.secret.key", "hush-9137"],
        ["spark.b", "e"],
      ]),
    );
  });

  it("are refused with the line of their file, without its value", async () => {
    const file = write("bad.conf", "spark.a=b\n\nfs.s3a.secret.key=hush\n");
    const { status, stderr } = await start(prepare("exit 1", [`@${file}`]));
    expect([status, stderr]).toEqual([2, expect.stringContaining(`--spark-conf @${file}:3: expected NAME=VALUE`)]);
    expect(stderr).not.toContain("hush");
    const missing = await start(prepare("exit 1", [`@${folder}/nowhere.conf`]));
    expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining("[missing-file]")]);
    expect(missing.stderr).toContain(`@${folder}/nowhere.conf`);
  });
});

function onceThere(path: string, act: () => void): void {
  const clock = setInterval(() => {
    if (!existsSync(path)) return;
    clearInterval(clock);
    act();
  }, 50);
}
