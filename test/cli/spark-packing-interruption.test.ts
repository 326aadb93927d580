import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { jobContent, writeJobFolder } from "../data/spark-job-folder.ts";
import { fakeSpark, READY } from "./fake-spark.ts";
import { nearedge, type RunControl, temporaryFolder } from "./nearedge.ts";

const { folder, write } = temporaryFolder();
const table = write("plays.csv", "user,item,plays\na,x,1\n");
const written = join(folder, "written");
/** The job writes its folder at once. */
const JOB = `for one in "$@"; do case "$one" in --work=file://*) work="\${one#--work=file://}";; esac; done
mkdir -p "$work"; cp -r '${written}'/. "$work"
${READY}`;
let runs = 0;

beforeAll(() => writeJobFolder(written, jobContent()));

/** A run whose job succeeds, with folders of its own for what is temporary and for the artefact. */
async function run(given: readonly string[] = [], control: RunControl = {}) {
  const place = join(folder, `run-${runs++}`);
  const [temporary, made] = [join(place, "tmp"), join(place, "made")];
  for (const one of [temporary, made]) mkdirSync(one, { recursive: true });
  const spark = fakeSpark(place, JOB);
  const out = join(made, "artefact");
  const args = ["train", table, "--engine", "spark", "--spark-submit", spark.program, "--out", out, ...given];
  const env = { ...spark.env, TMPDIR: temporary };
  const ran = await nearedge(args, { ...control, env });
  return { ...ran, out, made: () => readdirSync(made), left: () => filesIn(temporary) };
}

const filesIn = (path: string): string[] => readdirSync(path, { recursive: true, encoding: "utf8" }).toSorted();
const files = (path: string) => {
  const names = filesIn(path).filter((name) => statSync(join(path, name)).isFile());
  return new Map(names.map((name) => [name, readFileSync(join(path, name))]));
};

/** Interrupts when packing says what it does, and not a moment later: so few rows are packed when a signal comes. */
const whilePacking: NonNullable<RunControl["onStderr"]> = (text) => {
  if (text.endsWith("judging on 20 users\n")) process.emit("SIGINT");
};

/** The command that a message says for what stays. */
const said = (stderr: string): string[] => {
  const [, words = ""] = /what Spark wrote stays in \S+; to pack it: nearedge (.*)/.exec(stderr) ?? [];
  return words.split(" ");
};

describe("packing after a job of Spark that has succeeded", () => {
  it("leaves nothing but the artefact", async () => {
    const whole = await run();
    expect([whole.status, whole.left(), whole.made()]).toEqual([0, [], ["artefact"]]);
  });

  it.each([
    ["a temporary folder", (): string[] => []],
    ["the folder that was given", (): string[] => ["--work", join(folder, `given-${runs}`)]],
  ])("that Ctrl-C ends leaves %s whole, and says the command that goes on", async (_, workOf) => {
    const whole = await run();
    const given = workOf();
    const { status, stderr, out, made, left } = await run(given, { onStderr: whilePacking });
    expect([status, stderr]).toEqual([1, expect.stringContaining("interrupted")]);
    expect(made()).toEqual([]);
    const [, work = ""] = said(stderr);
    expect(stderr).toContain(`what Spark wrote stays in ${work}; to pack it: nearedge import ${work} --out ${out}\n`);
    expect(files(work)).toEqual(files(written));
    // Beside it there is the log, and nothing of a packing that was begun.
    const others = left().filter((name) => !/^nearedge-spark-\w+(?:\/work(?:\/.*)?|\/spark-submit\.log)?$/.test(name));
    expect(others).toEqual([]);
    expect(left().some((name) => name.endsWith("/work"))).toBe(given.length === 0);
    const again = await nearedge(said(stderr));
    expect(again.status, again.stderr).toBe(0);
    expect(files(out)).toEqual(files(whole.out));
  });

  it("that fails leaves what Spark wrote, and says the command with all that was asked", async () => {
    const items = write("items.csv", "itemId,colour\n");
    const asked = ["--items", items, "--set", "precision=f32", "--name", "mine"];
    const { status, stderr, out, made } = await run(asked);
    expect(status).toBe(1);
    expect(made()).toEqual([]);
    const [, work = ""] = said(stderr);
    expect(said(stderr)).toEqual([
      ...["import", work, "--items", items, "--name", "mine", "--precision", "f32", "--out", out],
    ]);
    expect(files(work)).toEqual(files(written));
    write("items.csv", "itemId,colour\ni01,red\n");
    const again = await nearedge(said(stderr));
    expect(again.status, again.stderr).toBe(0);
    expect(existsSync(join(out, "manifest.json"))).toBe(true);
  });
});
