import { describe, expect, it } from "vitest";
import { modelsOn, readPages, withTables } from "../scripts/model-tables.ts";
import { SERVED } from "../src/models/served.ts";

const pages = readPages();

const RANKING = /^ranking(?=[A-Z])/;

/** Whether the text around the tables of a page names an option. */
function names(page: string, option: string): boolean {
  return new RegExp(`\`${option}[\`=]`).test(page.replace(/<!-- models: .*?<!-- models:end -->/gs, ""));
}

describe("tables of models in docs/models", () => {
  it.each([...pages])("are what the definitions say; else run node scripts/model-tables.ts: %s", (_, page) => {
    expect(withTables(page)).toBe(page);
  });

  it("have every model once", () => {
    const listed = [...pages.values()].flatMap(modelsOn);
    expect(listed.sort()).toEqual(SERVED.map(({ name }) => name).sort());
  });

  it.each(SERVED.map((model) => [model.name, model] as const))(
    "stand beside pages that explain every option: %s",
    (name, { options }) => {
      const own = [...pages.values()].find((page) => modelsOn(page).includes(name)) ?? "";
      const explained = Object.keys(options).filter((option) => {
        const plain = option.replace(RANKING, "");
        // The half of a neighbourhood that ranks is on the page of weights between items, by plain names.
        if (plain === option) return names(own, option);
        const variants = [plain, plain.charAt(0).toLowerCase() + plain.slice(1)];
        return variants.some((variant) => names(pages.get("item-weights.md") ?? "", variant));
      });
      expect(explained).toEqual(Object.keys(options));
    },
  );

  it("have the defaults that options have beside the others", () => {
    expect(pages.get("neighbourhoods.md")).toMatch(/\| `item-knn` \|.*`shrinkage`: 100;/);
  });

  it("are not taken for right where a default differs", () => {
    const page = pages.get("item-weights.md") ?? "";
    expect(withTables(page.replace("`neighbours`: 500;", "`neighbours`: 501;"))).toBe(page);
    expect(page).toContain("`neighbours`: 500;");
  });
});
