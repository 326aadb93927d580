import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { findProgram } from "../../src/cli/spark-run.ts";
import { withSettingsFile } from "../../src/spark/settings-file.ts";
import { temporaryFolder } from "../cli/nearedge.ts";
import { describeSpark, SPARK_SUBMIT } from "./spark.ts";

const { folder, write } = temporaryFolder();
const job = fileURLToPath(new URL("show_settings.py", import.meta.url));
const answer = z.object({ settings: z.record(z.string(), z.string()), megabytes: z.number() });

describeSpark("settings in a file", () => {
  it("are those of the session, to the character, beside Spark's own defaults", async () => {
    const units = fc.oneof(
      fc.constantFrom(..."\\ #!:=\t\n\r\fun"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    );
    const values = fc.sample(fc.array(units, { minLength: 1 }), { seed: 7, numRuns: 300 }).map((one) => one.join(""));
    const odd = values.map((value, at) => [`spark.odd.n${at}`, `<${value}>`] as const);
    mkdirSync(join(folder, "conf"));
    write("conf/spark-defaults.conf", "spark.driver.memory 700m\nspark.of.defaults yes\nspark.of.both defaults\n");
    const { program, environment } = await findProgram(SPARK_SUBMIT, "local[1]");
    let said = "";
    await withSettingsFile(folder, [...odd, ["spark.of.both", "file"], ["spark.ui.enabled", "false"]], async (args) => {
      const env = { ...environment, SPARK_CONF_DIR: join(folder, "conf") } as NodeJS.ProcessEnv;
      const { stdout, stderr } = spawnSync(program, ["--master", "local[1]", ...args, job], { env });
      said = /^SETTINGS (.*)$/m.exec(stdout.toString())?.[1] ?? stderr.toString().slice(-2000);
    });
    const { settings, megabytes } = answer.parse(JSON.parse(said));
    for (const [name, value] of odd) expect([name, settings[name]]).toEqual([name, value]);
    expect([settings["spark.of.defaults"], settings["spark.of.both"], megabytes]).toEqual(["yes", "file", 700]);
  });
});
