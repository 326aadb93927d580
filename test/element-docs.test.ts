import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ATTRIBUTES } from "../src/element/attributes.ts";

const page = readFileSync(new URL("../docs/element.md", import.meta.url), "utf8");
/** Texts of the first column of a table, by the heading before it. */
const firstColumn = (heading: string): string[] => {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const rows = section.split("\n## ")[0]?.match(/^\| `.*$/gm) ?? [];
  return rows.flatMap((row) => (row.split(" | ")[0] ?? "").match(/`[^`]+`/g) ?? []).map((name) => name.slice(1, -1));
};

describe("docs/element.md", () => {
  it("names every attribute, and no others", () => {
    expect(firstColumn("Attributes").sort()).toEqual(Object.keys(ATTRIBUTES).sort());
  });

  it("names every event, and no others", () => {
    const source = readFileSync(new URL("../src/element/events.ts", import.meta.url), "utf8");
    const events = source.match(/"near-edge-[a-z]+"/g)?.map((name) => name.slice(1, -1)) ?? [];
    expect(firstColumn("Events").sort()).toEqual(events.sort());
  });

  it("names every part of the markup", () => {
    const sources = ["markup", "list-view"].map((name) =>
      readFileSync(new URL(`../src/element/${name}.ts`, import.meta.url), "utf8"),
    );
    const parts = sources.flatMap((text) => [...text.matchAll(/node\(\s*"\w+",\s*"(\w+)"/g)].map(([, part]) => part));
    expect(new Set(parts).size).toBeGreaterThan(8);
    const named = firstColumn("Markup of your own");
    expect(parts.filter((part) => part !== undefined && !named.includes(part))).toEqual([]);
  });
});
