import { describe, expect, it } from "vitest";
import { coverOf, PALETTES } from "../../web/logic/cover.ts";

const item = (itemId: string, title = "A title", categories = ["crime"]) => ({
  itemId,
  title,
  kind: "film",
  categories,
});

/** WCAG 2: relative luminance of #rrggbb. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe("a generated cover", () => {
  it("is the same for the same item", () => {
    expect(coverOf(item("a"))).toEqual(coverOf(item("a")));
  });

  it("differs between items, and has all palettes and many drawings among a few hundred", () => {
    const covers = Array.from({ length: 400 }, (_, at) => coverOf(item(`item-${at}`, "T", [`category-${at % 40}`])));
    expect(new Set(covers.map(({ ground }) => ground)).size).toBe(PALETTES.length);
    expect(new Set(covers.map(({ shapes }) => JSON.stringify(shapes))).size).toBeGreaterThan(300);
  });

  it("has half of the palettes in one category", () => {
    const grounds = Array.from({ length: 100 }, (_, at) => coverOf(item(`item-${at}`)).ground);
    expect(new Set(grounds).size).toBe(PALETTES.length / 2);
  });

  it.each(PALETTES)("has type that can be read on %s", (ground, _, __, ink) => {
    expect(contrast(ground, ink)).toBeGreaterThan(7);
  });

  it("sets long titles and long words smaller", () => {
    const size = (title: string) => coverOf(item("a", title)).typeSize;
    expect(size("Alien")).toBeGreaterThan(size("The Hitchhiker's Guide to the Galaxy"));
    expect(size("Alien")).toBeGreaterThan(size("Koyaanisqatsilonger"));
    expect(size("x".repeat(500))).toBeGreaterThan(5);
  });
});
