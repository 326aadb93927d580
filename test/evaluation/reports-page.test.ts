import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareReport } from "../../src/evaluation/reports/compare-report.ts";
import { renderReport } from "../../src/evaluation/reports/page.ts";
import { contrast, HEAT_STEPS, THEME, textOn } from "../../src/evaluation/reports/palette.ts";
import type { ReportContent } from "../../src/evaluation/reports/types.ts";
import { contentSaying, sampleReport } from "./reports-sample.ts";

const sample = await renderReport(compareReport(sampleReport(), { name: "sample", note: "" }));

/** What a browser would fetch: attributes that load or link, and url() in styles. */
function references(html: string): string[] {
  const attributes = html.matchAll(/\s(?:src|srcset|href|xlink:href|action|poster|data)\s*=\s*["']?([^"'\s>]*)/gi);
  const urls = html.matchAll(/url\(\s*["']?([^"')]*)/gi);
  const imports = html.matchAll(/@import\s+["']?([^"';]*)/gi);
  return [...attributes, ...urls, ...imports].map(([, target = ""]) => target);
}

/** The tags in order, without attributes: the skeleton that a text must not change. */
function tags(html: string): string[] {
  return [...html.matchAll(/<\/?[a-z][a-z0-9]*/gi)].map(([tag]) => tag);
}

describe("a report's page", () => {
  it("refers to nothing outside itself", () => {
    const outside = references(sample).filter((target) => !target.startsWith("#") && target !== "data:,");
    expect(outside).toEqual([]);
    expect(sample).not.toContain("http:");
    expect(sample).not.toContain("https:");
  });

  it("would be caught referring to something outside", () => {
    expect(references('<img src="https://a.example/b.png">')).toEqual(["https://a.example/b.png"]);
    expect(references("<style>@import 'a.css'; p { background: url(b.png) }</style>")).toEqual(["b.png", "a.css"]);
  });

  it("has no script and allows none", () => {
    expect(tags(sample)).not.toContain("<script");
    expect(sample).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src 'none';/);
  });

  it("is in English, has one title, and headings that skip no level", () => {
    expect(sample).toMatch(/^<!doctype html>\n<html lang="en">/);
    const levels = [...sample.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    for (const [place, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[place - 1] ?? 0) + 1);
  });

  it("uses each id once and links to ids that exist", () => {
    const ids = [...sample.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = references(sample).filter((target) => target.startsWith("#"));
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect(ids).toContain(link.slice(1));
  });

  it("says the chart's description for every drawing, and has its figures in a table", async () => {
    const { sections } = compareReport(sampleReport(), { name: "sample", note: "" });
    const charts = sections.flatMap((section) => section.charts ?? []);
    const labels = [...sample.matchAll(/<svg class="(\w+)" role="img" aria-label="([^"]*)"/g)].map(
      ([, , label]) => label,
    );
    expect(labels).toEqual(
      charts.flatMap(({ description, small }) => (small ? [description] : [description, description])),
    );
    expect(sample.match(/<svg/g)).toHaveLength(labels.length);
    const details = [...sample.matchAll(/The figures behind it<[\s\S]*?<\/details>/g)].map(([text]) => text);
    expect(details.map((text) => (text.match(/<tr>/g) ?? []).length)).toEqual(
      charts.map(({ table }) => table.rows.length + 1),
    );
  });

  it("takes every colour of a chart from the page, but for the cells of a heat-map", () => {
    const colours = [...sample.matchAll(/\s(?:fill|stroke)="([^"]*)"/g)].map(([, colour = ""]) => colour);
    const cells = [...HEAT_STEPS, ...HEAT_STEPS.map(textOn)];
    const known = ["none", "transparent", ...Object.keys(THEME).map((name) => `var(--${name})`), ...cells];
    expect([...new Set(colours)].filter((colour) => !known.includes(colour))).toEqual([]);
    expect(colours.length).toBeGreaterThan(100);
  });

  it("is the same for the same content", async () => {
    expect(await renderReport(compareReport(sampleReport(), { name: "sample", note: "" }))).toBe(sample);
  });

  it("marks the best figure of a column and sets figures to the right", async () => {
    const rows = [
      ["a", 3],
      ["b", { figure: "2.5", best: true }],
      ["c", { figure: "1", best: false }],
    ] as const;
    const page = await renderReport({
      title: "t",
      lead: "l",
      warnings: [],
      sections: [{ title: "s", table: { columns: ["model", "rmse"], rows } }],
    });
    expect(page).toContain('<th scope="col" class="figure">rmse</th>');
    expect(page).toContain('<tr><th scope="row">a</th><td class="figure">3</td></tr>');
    expect(page).toContain('<td class="figure"><strong>2.5</strong></td>');
    expect(page).toContain('<td class="figure">1</td>');
  });

  it("folds tables away where the content says so, and puts charts first where it says so", async () => {
    const folded = /<h2>Folds<\/h2>\n<details><summary>Every figure of every fold<\/summary>[\s\S]*?<table>/;
    expect(sample).toMatch(folded);
    const [section] = contentSaying("x").sections.filter(({ charts = [] }) => charts.length > 0);
    const table = { caption: "beside", columns: ["a"], rows: [["b"]] };
    const order = async (chartsFirst: boolean) => {
      const sections = [{ ...section, title: "s", table, chartsFirst }];
      const page = await renderReport({ title: "t", lead: "l", warnings: [], sections });
      return page.indexOf("<caption>beside") > page.indexOf("<figure");
    };
    expect([await order(true), await order(false)]).toEqual([true, false]);
  });

  it("has the summary under the lead and a chart's takeaway over its drawing", async () => {
    const content = contentSaying("x");
    const sections = content.sections.map((section) => ({
      ...section,
      charts: section.charts?.map((chart) => ({ ...chart, takeaway: "up & away" })),
    }));
    const page = await renderReport({ ...content, summary: ["a < b"], sections });
    expect(page).toMatch(/<p class="lead">.*\n<p class="summary">a &#60; b<\/p>/);
    expect(page).toMatch(/<h3>.*\n<p class="takeaway">up &#38; away<\/p>\n<svg/);
  });

  it("knows how wide a table is at least, to say where it scrolls", async () => {
    const hints = async (columns: number) => {
      const names = Array.from({ length: columns }, (_, at) => `metric-${at}@10`);
      const table = { columns: ["model", ...names], rows: [["a", ...names.map(() => ({ figure: "0.1234" }))]] };
      const page = await renderReport({ title: "t", lead: "l", warnings: [], sections: [{ title: "s", table }] });
      return [...page.matchAll(/<p class="hint"[^>]* style="--table: (\d+)px">/g)].map(([, width]) => Number(width));
    };
    // The first column has its least width, the others a heading of eleven letters of 8.8 px and what stands around it.
    expect(await hints(1)).toEqual([Math.ceil(152 + 24 + 11 * 8.8)]);
    expect(await hints(8)).toEqual([Math.ceil(152 + 8 * (24 + 11 * 8.8))]);
  });

  it("has no box of warnings where there are none, and no contents for a single part", async () => {
    const page = await renderReport({ title: "t", lead: "l", warnings: [], sections: [{ title: "s" }] });
    expect(page).not.toContain('class="warnings"');
    expect(page).not.toContain("<nav");
    expect(sample).toContain("<li>the model has seen what came later</li>");
  });

  it("rejects a chart that cannot be drawn", async () => {
    const content = contentSaying("x");
    const charts = content.sections.flatMap((section) => section.charts ?? []);
    const broken = charts.map((chart) => ({ ...chart, spec: { data: { url: "missing.csv" }, hconcat: 1 } as never }));
    await expect(renderReport({ ...content, sections: [{ title: "s", charts: broken }] })).rejects.toThrow();
  });
});

describe("texts of a report", () => {
  it("stay texts, in drawings too", async () => {
    const attack = `</text></svg><script>alert(1)</script><img src=x onerror='a' title="b">&amp;`;
    const page = await renderReport(contentSaying(attack));
    const plain = tags(await renderReport(contentSaying("x")));
    expect(new Set(tags(page))).toEqual(new Set(plain));
    expect(tags(page).filter((tag) => tag === "</svg")).toHaveLength(2);
    expect(page).toContain(`<title>&#60;/text&#62;&#60;/svg&#62;&#60;script&#62;`);
  });

  it("never change the skeleton of the page, whatever they are", async () => {
    const withoutChart = (text: string): ReportContent => {
      const content = contentSaying(text);
      return { ...content, sections: content.sections.slice(0, 1) };
    };
    const expected = tags(await renderReport(withoutChart("x")));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...`<>&"'/=a !-$`) }), async (text) => {
        expect(tags(await renderReport(withoutChart(text)))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it("cannot end an attribute", async () => {
    const page = await renderReport(contentSaying('" onload="alert(1)'));
    expect(page).toContain('aria-label="&#34; onload=&#34;alert(1)"');
    expect(page).not.toMatch(/<[^>]*"\s+onload="/);
  });

  it("keep signs that mean something to a replacement of text", async () => {
    const page = await renderReport(contentSaying("costs $& and $1"));
    expect(page).toContain('aria-label="costs $&#38; and $1"');
  });
});

describe("the colours", () => {
  it("have the contrast that the guidelines say", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
    expect(contrast("#ffffff", "#ffffff")).toBe(1);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.478, 3);
  });

  it.each(["light", "dark"] as const)("can be read in %s", (scheme) => {
    for (const text of ["ink", "soft", "mark", "second"] as const) {
      expect(contrast(THEME[text][scheme], THEME.paper[scheme]), text).toBeGreaterThanOrEqual(4.5);
    }
    for (const wash of ["mark-wash", "second-wash"] as const) {
      for (const text of ["ink", "soft"] as const) {
        expect(contrast(THEME[text][scheme], THEME[wash][scheme]), `${text} on ${wash}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("leave the figures of a heat-map readable, and its steps in order", () => {
    for (const step of HEAT_STEPS) expect(contrast(textOn(step), step)).toBeGreaterThanOrEqual(4.5);
    const brightness = HEAT_STEPS.map((step) => contrast("#000000", step));
    expect(brightness).toEqual(brightness.toSorted((a, b) => a - b));
  });
});
