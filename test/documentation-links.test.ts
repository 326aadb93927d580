import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Every page of documentation, by its path from the root. */
const pages = new Map(
  ["*.md", "docs/**/*.md", "bench/results/*.md"]
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .map((path) => [path, readFileSync(join(ROOT, path), "utf8")]),
);

/** What stands in code is no link and no heading. */
const withoutCode = (text: string): string => text.replaceAll(/^```.*?^```$/gms, "").replaceAll(/^ {4}.*$/gm, "");

/** Anchors as GitHub makes them of headings; a heading that comes twice gets -1, -2. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutCode(text).matchAll(/^#{1,6} (.*)$/gm)) {
    const slug = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\- _]/gu, "")
      .replaceAll(" ", "-");
    let name = slug;
    for (let count = 1; anchors.has(name); count++) name = `${slug}-${count}`;
    anchors.add(name);
  }
  return anchors;
}

function brokenLinks(path: string, text: string): string[] {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : relative(ROOT, join(ROOT, dirname(path), file));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(pages.get(target) ?? "").has(anchor);
  });
}

/** The model that docs/architecture.md adds as an example; its files lie in test/models/example. */
const EXAMPLE = /\bco-occurrence(\.test)?\.ts$/;

/** Paths of source that a page names and that are not there; names in capitals stand for any. */
function missingSources(text: string): string[] {
  const paths = text.match(/\b(?:src|test|bench|web|bin|assembly)\/[\w./-]+\.(?:ts|js|mjs|css|html)\b/g) ?? [];
  return paths.filter((path) => !/[A-Z]{4,}/.test(path) && !EXAMPLE.test(path) && !existsSync(join(ROOT, path)));
}

/** A change log and the decisions say where things stood on their day. */
const undated = [...pages].filter(([path]) => path !== "CHANGELOG.md" && path !== "docs/design.md");

describe("the documentation", () => {
  it.each([...pages])("%s links to pages and headings that are there", (path, text) => {
    expect(brokenLinks(path, text)).toEqual([]);
  });

  it.each(undated)("%s names files that are there", (_path, text) => {
    expect(missingSources(text)).toEqual([]);
  });

  it("would notice a file that is not there", () => {
    const text = "`src/models/nothing.ts`, src/models/model.ts and `src/models/FAMILY/NAME.ts`";
    expect(missingSources(text)).toEqual(["src/models/nothing.ts"]);
  });

  it("would notice a page or a heading that is not there", () => {
    const text = "[a](docs/nothing.md) [b](README.md#nowhere) [c](#here)\n\n# Here\n";
    expect(brokenLinks("README.md", text)).toEqual(["docs/nothing.md", "README.md#nowhere", "#here"]);
  });
});
