import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseAssignments } from "../../src/cli/arguments.ts";
import { modelOf } from "../../src/cli/check-options.ts";
import { PRESETS, presetOf, withPreset, withPresets } from "../../src/cli/presets.ts";
import { typedOptions } from "../../src/cli/typed-options.ts";

const data = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const seeds = join(data, "..", "seeds.md");

describe("presets", () => {
  it("are the sixteen rows with networks, each once", () => {
    const rows = "A5 A6 A7 B4 B5 B6 B7 C7 C8 C9 D1 E4 E5 E6 E7 E8".split(" ");
    expect(PRESETS.map(({ name }) => name)).toEqual(rows);
  });

  it.each(PRESETS)("have options that their model takes, by their own names: $name", ({ model, set }) => {
    expect(modelOf(model).readOptions(set)).toMatchObject(set);
    // As text, which is what the command line makes of them.
    const texts = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, String(value)]));
    expect(typedOptions(modelOf(model), texts)).toEqual(set);
  });

  it("are found in any case, and an unknown one is told which there are", () => {
    expect(presetOf("d1").name).toBe("D1");
    expect(() => presetOf("D7")).toThrow(/--preset: expected one of A5, .*E8, got D7.*nearedge models --presets/);
  });

  it("give train their model, and options that are given win", () => {
    const given = { preset: "C7", model: "implicit-als", set: ["epochs=3"] };
    const { model, set } = withPreset(given, false);
    expect(model).toBe("neural-mf");
    expect(parseAssignments("--set", set)).toMatchObject({ factors: "10", epochs: "3" });
    expect(set.filter((text) => text.startsWith("epochs="))).toEqual(["epochs=3"]);
    expect(() => withPreset(given, true)).toThrow(
      /--model: expected neural-mf with --preset C7, or none; got implicit-als/,
    );
  });

  it("leave a search the options that it tries", () => {
    const given = { preset: "A6", model: "implicit-als", set: ["epochs=3"] };
    const { set } = withPreset(given, false, ["layers", "learningRate"]);
    expect(set.some((text) => text.startsWith("layers="))).toBe(false);
    expect(set).toContain("factors=20");
  });

  it("join the models of evaluate", () => {
    const given = { preset: ["C7", "D1"], models: "implicit-als", set: ["ncf-mlp.epochs=2"] };
    expect(withPresets(given, false).models).toBe("neural-mf,ncf-mlp");
    const { models, set } = withPresets(given, true);
    expect(models).toBe("neural-mf,ncf-mlp,implicit-als");
    // A model of a preset that is named too stands there once.
    expect(withPresets({ ...given, models: "ncf-mlp,slim" }, true).models).toBe("neural-mf,ncf-mlp,slim");
    expect(set).toContain("neural-mf.factors=10");
    expect(set.filter((text) => text.startsWith("ncf-mlp.epochs="))).toEqual(["ncf-mlp.epochs=2"]);
    expect(() => withPresets({ ...given, preset: ["C8", "D1"] }, true)).toThrow(
      /one preset of ncf-mlp at a time, got C8 and D1/,
    );
    expect(withPresets({ models: "slim", set: [] }, true)).toEqual({ models: "slim", set: [] });
  });

  it.skipIf(!existsSync(seeds))("stand for rows of the checklist", async () => {
    const text = await (await import("node:fs/promises")).readFile(seeds, "utf8");
    for (const { name } of PRESETS) expect(text).toContain(`| ${name} |`);
  });
});
