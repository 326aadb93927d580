import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { ARTEFACT_ERROR_CODES } from "../../src/artefact/failure.ts";
import { readSafetensors } from "../../src/artefact/safetensors.ts";
import { besideState } from "../../src/rerankers/retriever-state.ts";
import { int8Content, int8Draft } from "./sample.ts";

const page = await readFile(new URL("../../docs/artefact.md", import.meta.url), "utf8");

/** The first column of the table under a heading, without its code marks. */
function firstColumn(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const cells = [...section.matchAll(/^\| (`[^|]+`) \|/gm)].map((match) => match[1] ?? "");
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""));
}

describe("docs/artefact.md", () => {
  it("has every error code, once, in the order of the code", () => {
    expect(firstColumn("Errors")).toEqual([...ARTEFACT_ERROR_CODES]);
  });

  it("has every tensor that an artefact with everything has, and no other", async () => {
    const content = int8Content();
    const beside = besideState(1, content.state ?? new Map());
    const state = new Map([...(content.state ?? []), ...beside]);
    const draft = int8Draft();
    const texts = new Map([["plot", content.items.titles]]);
    const pairs = content.weights && { ...content.weights, values: content.weights.values.map(Math.abs) };
    const counts = { boughtTogether: { atMost: 2, leastUsers: 5 }, firstSeen: "interactions" as const };
    const files = await encodeArtefact(
      { ...content, state, texts, firstSeen: new Float64Array(5), together: pairs },
      { ...draft, data: { ...draft.data, ...counts } },
    );
    const shards = files.filter(({ name }) => name.endsWith(".safetensors"));
    const tensors = shards.flatMap(({ name, bytes }) => readSafetensors(name, bytes));
    const names = tensors.map(({ name }) => {
      if (name.startsWith("model.retrievers.")) return "model.retrievers.N.NAME";
      return name.replace(/^(head|model)\..*/, "$1.NAME").replace(/\.[0-9]+/, ".C");
    });
    expect(firstColumn("Tensors").sort()).toEqual([...new Set(names)].sort());
  });
});
