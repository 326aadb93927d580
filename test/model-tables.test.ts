import { describe, expect, it } from "vitest";
import { modelsOn, readPages, withTables } from "../scripts/model-tables.ts";
import { SERVED } from "../src/models/served.ts";

const pages = readPages();

describe("tables of models in docs/models", () => {
  it.each([...pages])("are what the definitions say; else run node scripts/model-tables.ts: %s", (_, page) => {
    expect(withTables(page)).toBe(page);
  });

  it("have every model once", () => {
    const listed = [...pages.values()].flatMap(modelsOn);
    expect(listed.sort()).toEqual(SERVED.map(({ name }) => name).sort());
  });

  it.each(SERVED.map((model) => [model.name, model] as const))(
    "stand on a page that explains every option: %s",
    (name, { options }) => {
      const page = [...pages.values()].find((text) => modelsOn(text).includes(name)) ?? "";
      const prose = page.replace(/<!-- models: .*?<!-- models:end -->/gs, "");
      const explained = Object.keys(options).filter((option) => new RegExp(`\`${option}[\`=]`).test(prose));
      expect(explained).toEqual(Object.keys(options));
    },
  );

  it("are not taken for right where a default differs", () => {
    const page = pages.get("item-weights.md") ?? "";
    expect(withTables(page.replace("`neighbours`: 500;", "`neighbours`: 501;"))).toBe(page);
    expect(page).toContain("`neighbours`: 500;");
  });
});
