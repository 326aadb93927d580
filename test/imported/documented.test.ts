import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadRecommender } from "../../src/load-recommender.ts";
import { nearedge, temporaryFolder } from "../cli/nearedge.ts";
import { LIBRARIES_PYTHON, runScript } from "./python.ts";

const PAGE = readFileSync(fileURLToPath(new URL("../../docs/import.md", import.meta.url)), "utf8");
const K = 20;
const { folder } = temporaryFolder();

const listsSchema = z.array(
  z.object({ vector: z.array(z.number()), history: z.array(z.string()), scores: z.record(z.string(), z.number()) }),
);

/** What the page says under a heading: the Python, and the words of the command that imports what it writes. */
function documented(heading: string): { readonly python: string; readonly command: readonly string[] } {
  const [section = ""] = (PAGE.split(`\n## ${heading}\n`)[1] ?? "").split("\n## ");
  const lines = [...section.matchAll(/^ {4}(.*)$/gm)].map(([, line = ""]) => line);
  const [command = ""] = lines.filter((line) => line.startsWith("nearedge "));
  return { python: lines.filter((line) => line !== command).join("\n"), command: command.split(/\s+/).slice(1) };
}

describe.skipIf(LIBRARIES_PYTHON === undefined).each(["LightFM", "Surprise"])("a model of %s", (library) => {
  const place = join(folder, library);
  const { python, command } = documented(library);

  beforeAll(async () => {
    mkdirSync(place);
    runScript(LIBRARIES_PYTHON ?? "", "documented_models.py", [library, python, place]);
    const { status, stderr } = await nearedge(command, { cwd: place });
    expect(status, stderr).toBe(0);
  }, 120_000);

  it("that is saved and imported as documented gives its own lists for the vectors of its users", async () => {
    const recommender = await loadRecommender(join(place, command.at(-1) ?? ""));
    const users = listsSchema.parse(JSON.parse(readFileSync(join(place, "lists.json"), "utf8")));
    expect(users.length).toBe(200);
    for (const { vector, history, scores } of users) {
      const taken = new Set(history);
      const left = Object.entries(scores).filter(([item]) => !taken.has(item));
      const own = left.map(([, score]) => score).sort((a, b) => b - a);
      const { items } = recommender.recommend({ vector, history: history.map((itemId) => ({ itemId })), k: K });
      expect(items.length).toBe(K);
      // Another item at a place only where the two are level: the lists are the same, ties aside.
      for (const [rank, { itemId }] of items.entries()) expect(scores[itemId]).toBeCloseTo(own[rank] ?? Number.NaN, 4);
      expect(items.some(({ itemId }) => taken.has(itemId))).toBe(false);
    }
  });
});
