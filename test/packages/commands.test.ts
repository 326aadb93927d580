import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { datasetFrom, trainArtefact } from "../../src/node-training.ts";
import { interactionsOf } from "../chromium/training/data.ts";
import { packed } from "./packed.ts";

let folder: string;
const commands = (path: string) => join(folder, "package", path);

beforeAll(() => {
  // Below the repository: its dependencies, which weigh a hundred times as much, are found from here.
  folder = mkdtempSync(fileURLToPath(new URL("../../.nearedge/commands-", import.meta.url)));
  expect(spawnSync("tar", ["-xzf", packed().cli, "-C", folder]).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Trains by the entry at `entry`, and prints the sha-256 of all bytes. */
const trainingBy = (entry: string, threads: number) => `
  import { createHash } from "node:crypto";
  const { datasetFrom, trainArtefact } = await import(${JSON.stringify(entry)});
  const dataset = await datasetFrom(${JSON.stringify(interactionsOf("implicit"))}, "implicit");
  const { files } = await trainArtefact(dataset, { model: "slim", head: "none" }, { threads: ${threads} });
  const hash = createHash("sha256");
  for (const { bytes } of files) hash.update(bytes);
  process.stdout.write(hash.digest("hex"));
`;

describe("the package nearedge-cli", () => {
  it("has the files of its exports and its program, and brings no Node", () => {
    const { bin, exports, dependencies, optionalDependencies } = JSON.parse(
      readFileSync(commands("package.json"), "utf8"),
    );
    for (const path of [bin.nearedge, ...Object.values<string>(exports["."])])
      expect(existsSync(commands(path))).toBe(true);
    expect(Object.keys(bin)).toEqual(["nearedge"]);
    expect(Object.keys(dependencies)).toContain("@duckdb/node-api");
    expect(optionalDependencies).toBeUndefined();
  });

  it("brings the job of Spark along, and finds it", () => {
    const job = join(folder, "als_job.py");
    const program = join(folder, "spark-job.mjs");
    const entry = JSON.stringify(commands("dist/src/cli/main.js"));
    writeFileSync(
      program,
      `const { main } = await import(${entry}); await main(["spark-job", "--out", process.argv[2]]);`,
    );
    const { stdout } = spawnSync(process.execPath, [program, job], { encoding: "utf8" });
    expect(stdout).toMatch(/^spark-submit --master /);
    expect(readFileSync(job, "utf8")).toBe(readFileSync(new URL("../../spark/als_job.py", import.meta.url), "utf8"));
  });

  it("trains in Node, on threads as well, to the bytes of the sources", async () => {
    const dataset = await datasetFrom(interactionsOf("implicit"), "implicit");
    const hash = createHash("sha256");
    for (const { bytes } of (await trainArtefact(dataset, { model: "slim", head: "none" })).files) hash.update(bytes);
    const expected = hash.digest("hex");
    for (const threads of [1, 2]) {
      const program = join(folder, `train-on-${threads}.mjs`);
      writeFileSync(program, trainingBy(commands("dist/src/node-training.js"), threads));
      const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" });
      expect([stdout, stderr]).toEqual([expected, ""]);
    }
  });
});
