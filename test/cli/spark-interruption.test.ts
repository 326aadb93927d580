import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedgeChild } from "./child.ts";
import { fakeSpark, jobLine, READY } from "./fake-spark.ts";
import { nearedge, type RunControl, temporaryFolder } from "./nearedge.ts";

const { folder, write } = temporaryFolder();
const table = write("plays.csv", "user,item,plays\na,x,1\n");
const out = join(folder, "out");
let runs = 0;

/** A run with a program in place of spark-submit, and a temporary folder that is looked at afterwards. */
async function run(
  script: string,
  { args = [], env = {}, ...control }: RunControl & { readonly args?: string[] } = {},
) {
  const place = join(folder, `run-${runs++}`);
  const temporary = join(place, "tmp");
  mkdirSync(temporary, { recursive: true });
  const spark = fakeSpark(place, script);
  const ran = await nearedge(
    [
      "train",
      table,
      "--engine",
      "spark",
      "--master",
      "local[2]",
      "--spark-submit",
      spark.program,
      "--out",
      out,
      ...args,
    ],
    { ...control, env: { ...spark.env, TMPDIR: temporary, ...env } },
  );
  const left = readdirSync(temporary, { recursive: true, encoding: "utf8" }).sort();
  return { ...ran, left, arguments: readFileSync(spark.arguments, "utf8").trim().split("\n"), place };
}

/** The value of an option of the job. */
const argumentOf = (args: readonly string[], name: string) =>
  args.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);

const isRunning = (id: number): boolean => {
  try {
    process.kill(id, 0);
    // A process that has ended and was not waited for is there still.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, "utf8"));
  } catch {
    return false;
  }
};

describe("spark-submit that is started by train", () => {
  it("ends the command with what the job reports, and leaves nothing behind", async () => {
    const message = "plays.csv: user: expected an id";
    const { status, stderr, left } = await run(`${READY}\n${jobLine("error", { code: "bad-rows", message })}\nexit 1`);
    expect(status).toBe(1);
    expect(stderr).toContain(`nearedge: ${message} [bad-rows]`);
    expect(left).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });

  it("ends the command with its exit status, its last 20 lines and the place of its log", async () => {
    const script = `${READY}\ni=1; while [ $i -le 30 ]; do echo "line $i."; i=$((i+1)); done\nexit 52`;
    const { status, stderr, left } = await run(script);
    expect(status).toBe(52);
    expect(stderr).toContain("exit status 52");
    expect(stderr).toContain("line 11.");
    expect(stderr).toContain("line 30.");
    expect(stderr).not.toContain("line 10.");
    const [log = ""] = /\S+spark-submit\.log/.exec(stderr) ?? [];
    expect(readFileSync(log, "utf8")).toContain("line 1.\n");
    expect(left.filter((name) => !name.endsWith("spark-submit.log"))).toHaveLength(1);
  });

  it.each([
    [
      "Caused by: java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found",
      "hadoop-aws",
    ],
    ['org.apache.hadoop.fs.UnsupportedFileSystemException: No FileSystem for scheme "s3"', "begin with s3a://"],
    ["java.lang.OutOfMemoryError: Java heap space", "spark.driver.memory=8g"],
    ["java.lang.module.FindException: Module jdk.incubator.vector not found", "set JAVA_HOME to a whole one"],
    ["Application has been killed. Reason: All masters are unresponsive! Giving up.", "as in spark://host:7077"],
    ["Error: Unrecognized option: --load-spark-defaults", "older than 4.0"],
  ])("says what to do where the log has a known cause among many lines: %s", async (line, advice) => {
    const script = `${READY}\necho '${line}'\ni=1; while [ $i -le 30 ]; do echo "at $i."; i=$((i+1)); done\nexit 1`;
    const { stderr } = await run(script);
    expect(stderr).toMatch(/ended with exit status 1; .*; its log is/);
    expect(stderr).toContain(advice);
  });

  it("says what to do where what the job reports has a known cause", async () => {
    const message = "--work: expected an address: AccessDeniedException: s3a://b: NoAuthWithAWSException: none";
    const { stderr } = await run(`${READY}\n${jobLine("error", { code: "address-unreachable", message })}\nexit 1`);
    expect(stderr).toMatch(/NoAuthWithAWSException: none; .*AWS_ACCESS_KEY_ID.* \[address-unreachable\]/);
  });

  it("says once that the master is gone, and that executors are lost then", async () => {
    const lost = "echo 'ERROR TaskSchedulerImpl: Lost executor 0 on 127.0.0.1: gone'";
    const gone = "echo 'WARN StandaloneSchedulerBackend: Disconnected from Spark cluster! Waiting for reconnection...'";
    const alone = await run(`${READY}\n${lost}\nexit 1`);
    expect(alone.stderr).not.toContain("spark: an executor is lost");
    const { stderr } = await run(`${READY}\n${lost}\n${gone}\n${gone}\n${lost}\n${lost}\nexit 1`);
    const notes = stderr.split("\n").filter((line) => /^spark: (?:the master is gone|an executor is lost)/.test(line));
    expect(notes).toEqual([
      "spark: the master is gone; the job goes on with the executors that it has",
      expect.stringMatching(/^spark: an executor is lost, and no master gives another; .* Ctrl-C ends it$/),
    ]);
  });

  it("says stages as they are done", async () => {
    const stages = jobLine("stage", { stage: "fit", seconds: 12.345, iterations: 8 });
    const { stderr } = await run(`${READY}\n${stages}\nexit 1`);
    expect(stderr).toContain("spark: 4.3.0 on Python 3.11.2 is ready\nspark: fit, 12.3 s (iterations 8)\n");
  });

  it("says between two stages that it runs, and which was the last", async () => {
    const stages = jobLine("stage", { stage: "number", seconds: 1, users: 3 });
    const { stderr } = await run(`${READY}\n${stages}\nsleep 3\nexit 1`, {
      env: { NEAREDGE_PROGRESS_SECONDS: "1" },
    });
    expect(stderr).toMatch(/^spark \d+ s, the last stage: number$/m);
  });

  it("gets secret settings, and no message has them", async () => {
    const args = [
      "--spark-conf",
      "spark.hadoop.fs.s3a.secret.key=hush",
      "--spark-conf",
      "spark.x=https://me:word@host/",
    ];
    const { stderr } = await run(`echo "failed with hush at https://me:word@host"\nexit 1`, { args });
    expect(stderr).toContain("failed with … at https://…@host");
    const [log = ""] = /\S+spark-submit\.log/.exec(stderr) ?? [];
    expect(readFileSync(log, "utf8")).toBe("failed with … at https://…@host\n");
    expect(stderr).not.toMatch(/hush|word/);
  });

  it("is ended where it comes to no session in time, with the address of the master", async () => {
    const { status, stderr, left } = await run("exec sleep 60", { env: { NEAREDGE_SPARK_START_SECONDS: "0.5" } });
    expect(status).toBe(1);
    expect(stderr).toContain("[master-silent]");
    expect(stderr).toContain("local[2]");
    expect(left.some((name) => name.endsWith("spark-submit.log"))).toBe(true);
  });

  it("is ended by Ctrl-C with all that it started, and with nothing else", async () => {
    const other = spawn("sleep", ["60"], { stdio: "ignore" });
    const work = join(folder, "given-work");
    const script = `mkdir -p '${work}/items'\nsleep 60 &\necho $! > '${folder}/child'\n${READY}\nwait`;
    let isSent = false;
    const { status, stderr, left } = await run(script, {
      args: ["--work", work],
      onStderr: (text, kill) => {
        if (isSent || !text.includes("is ready")) return;
        isSent = true;
        kill("SIGINT");
      },
    });
    expect(status).toBe(1);
    expect(stderr).toContain("interrupted");
    expect(isRunning(Number(readFileSync(join(folder, "child"), "utf8")))).toBe(false);
    expect(isRunning(Number(other.pid))).toBe(true);
    other.kill();
    expect(left).toEqual([]);
    expect(readdirSync(work)).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });

  it("is told where to write: a folder of its own, or the one that was given", async () => {
    const own = await run("exit 1");
    expect(argumentOf(own.arguments, "work")).toContain(
      `file://${realpathSync(join(own.place, "tmp"))}/nearedge-spark-`,
    );
    const work = mkdtempSync(join(realpathSync(tmpdir()), "nearedge-cli-work-"));
    const given = await run("exit 1", { args: ["--work", work] });
    expect(argumentOf(given.arguments, "work")).toBe(`file://${work}`);
  });

  it("leaves the folder of another job that was first", async () => {
    const work = join(folder, "first-come");
    const error = jobLine("error", { code: "work-not-empty", message: "--work: expected an empty folder" });
    const { status, stderr } = await run(`${READY}\nmkdir -p '${work}/items'\n${error}\nexit 1`, {
      args: ["--work", work],
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining("[work-not-empty]")]);
    expect(readdirSync(work)).toEqual(["items"]);
  });

  it("is ended after a while where it does not listen to Ctrl-C", async () => {
    const script = `trap '' TERM\nsleep 60 &\necho $! > '${folder}/deaf'\n${READY}\nwhile true; do wait; done`;
    let isSent = false;
    const { status } = await run(script, {
      onStderr: (text, kill) => {
        if (isSent || !text.includes("is ready")) return;
        isSent = true;
        kill("SIGINT");
      },
    });
    expect(status).toBe(1);
    await expect.poll(() => isRunning(Number(readFileSync(join(folder, "deaf"), "utf8")))).toBe(false);
  });

  it.each([
    ["Ctrl-C", "exec sleep 60", "interrupted"],
    ["an end that the job has not reported", "exit 137", "[spark-failed]"],
  ])("may leave something in a store that only Spark reaches, and says so after %s", async (_, end, reason) => {
    let isSent = false;
    const { stderr } = await run(`${READY}\n${end}`, {
      args: ["--work", "s3a://bucket/out"],
      onStderr: (text, kill) => {
        if (isSent || reason !== "interrupted" || !text.includes("is ready")) return;
        isSent = true;
        kill("SIGINT");
      },
    });
    expect(stderr).toContain("s3a://bucket/out may hold what the job has written so far");
    expect(stderr).toContain(reason);
  });

  it("leaves nothing in a store where the job has reported its end", async () => {
    const error = jobLine("error", { code: "bad-rows", message: "plays.csv: user: expected an id" });
    const { stderr } = await run(`${READY}\n${error}\nexit 1`, { args: ["--work", "s3a://bucket/out"] });
    expect(stderr).not.toContain("may hold");
  });

  it("is ended at once by a second Ctrl-C, with what does not listen", async () => {
    const place = join(folder, "twice");
    const script = `trap '' TERM\nsleep 60 &\necho $! > '${place}/deaf'\n${READY}\nwhile true; do sleep 1; done`;
    const spark = fakeSpark(place, script);
    let isSent = false;
    const args = ["train", table, "--engine", "spark", "--spark-submit", spark.program, "--out", out];
    const { status } = await nearedgeChild(args, {
      env: { ...spark.env, TMPDIR: place },
      onStderr: (text, kill) => {
        if (isSent || !text.includes("is ready")) return;
        isSent = true;
        kill("SIGINT");
        setTimeout(() => kill("SIGINT"), 800);
      },
    });
    expect(status).toBe(1);
    await expect.poll(() => isRunning(Number(readFileSync(join(place, "deaf"), "utf8")))).toBe(false);
  });

  it("is told of a file whose name is like a pattern that it is this file", async () => {
    const odd = write("plays [1].csv", "user,item,plays\na,x,1\n");
    const spark = fakeSpark(join(folder, "odd"), "exit 1");
    const args = ["train", odd, "--engine", "spark", "--spark-submit", spark.program, "--out", out];
    expect((await nearedge(args, { env: { ...spark.env, TMPDIR: folder } })).status).toBe(1);
    const told = argumentOf(readFileSync(spark.arguments, "utf8").split("\n"), "input");
    expect(told).toBe(`file://${odd.replace("[1]", "\\[1\\]")}`);
  });

  it("leaves what somebody else put into the work folder meanwhile", async () => {
    const work = join(folder, "shared-work");
    const { status } = await run(`mkdir -p '${work}/_steps' '${work}/items'; touch '${work}/theirs'\nexit 7`, {
      args: ["--work", work],
    });
    expect(status).toBe(7);
    expect(readdirSync(work)).toEqual(["theirs"]);
  });

  it("may leave a folder that is not whole: it is refused and stays, with the command that packs it", async () => {
    const work = join(folder, "unfinished");
    const { status, stderr } = await run(`mkdir -p '${work}/items'\n${READY}`, { args: ["--work", work] });
    expect([status, stderr]).toEqual([1, expect.stringContaining("[unfinished-job]")]);
    expect(stderr).toContain(`what Spark wrote stays in ${work}; to pack it: nearedge import ${work} --out ${out}`);
    expect(readdirSync(work)).toEqual(["items"]);
    expect(existsSync(out)).toBe(false);
  });

  it("may write where this machine does not read: two commands are left to do", async () => {
    const items = write("the tracks.csv", "itemId,blurb\nx,text\n");
    const args = [
      "--work",
      "s3a://bucket/out",
      "--name",
      "Ann's $plays",
      "--items",
      items,
      "--keep",
      "blurb",
      "--skip-bad-rows",
    ];
    const { status, stdout } = await run(READY, { args });
    expect(status).toBe(0);
    expect(stdout).toBe(
      "aws s3 cp --recursive s3://bucket/out work\n" +
        `nearedge import work --items '${items}' --skip-bad-rows --keep blurb --name 'Ann'\\''s $plays' --out ${out}\n`,
    );
    expect(existsSync(out)).toBe(false);
    const json = await run(READY, { args: [...args, "--json"] });
    expect(JSON.parse(json.stdout)).toEqual({ work: "s3a://bucket/out", commands: stdout.trim().split("\n") });
  });
});
