import { readFileSync } from "node:fs";
import { dirname, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { kernelModule } from "../../../src/kernels/module.node.ts";
import { fittedModel } from "../../../src/models/fitted-model.ts";
import { countInteractions } from "../../../src/models/item-counts.ts";
import { restoreModel } from "../../../src/models/restore-model.ts";
import { trainModel } from "../../../src/models/train-model.ts";
import { matrixOf } from "../fixtures.ts";
import { dataOf } from "../train.ts";
import { coOccurrence } from "./co-occurrence.ts";
import { trainCoOccurrence } from "./train-co-occurrence.ts";

/** Items 0 and 1 share two users, 1 and 2 one, 3 none with another. */
const MATRIX = matrixOf(4, [[0, 1], [0, 1, 2], [3]]);

/** The model that docs/architecture.md adds, found as it would be by one line in each list. */
async function fitExample(options: Readonly<Record<string, unknown>>) {
  const data = dataOf(MATRIX, "implicit");
  const fitted = await trainModel(trainCoOccurrence, data, coOccurrence.readOptions(options), { seed: 1, threads: 1 });
  const surroundings = {
    popularity: countInteractions(MATRIX),
    explicit: false,
    histories: MATRIX,
    kernelModule: await kernelModule(),
  };
  const find = (name: string) => (name === coOccurrence.name ? coOccurrence : undefined);
  const served = restoreModel(find, coOccurrence.name, fitted.options, fitted.state, surroundings);
  return fittedModel({ kind: coOccurrence.name, options: fitted.options, served }, surroundings);
}

describe("the model that docs/architecture.md adds", () => {
  it("ranks by shared users, then by popularity", async () => {
    const model = await fitExample({});
    const { items, scores } = model.recommendBatch(matrixOf(4, [[1]]), 3);
    expect([...items]).toEqual([0, 2, 3]);
    expect([...scores.subarray(0, 2)]).toEqual([2, 1]);
  });

  it("leaves out pairs that share fewer users than asked for", async () => {
    const model = await fitExample({ minUsers: 2 });
    const { items, scores } = model.recommendBatch(matrixOf(4, [[1]]), 3);
    expect([items[0], scores[0]]).toEqual([0, 2]);
    expect(scores[1]).not.toBe(1);
    expect(() => coOccurrence.readOptions({ minUser: 2 })).toThrow("did you mean minUsers?");
  });
});

describe("docs/architecture.md", () => {
  const page = readFileSync(fileURLToPath(new URL("../../../docs/architecture.md", import.meta.url)), "utf8");

  it.each(["co-occurrence.ts", "train-co-occurrence.ts"])("shows %s as it is tested", (name) => {
    const place = `src/models/item-weights/${name}`;
    const block = page.split(`\`${place}\``)[1]?.split("```ts\n")[1]?.split("\n```")[0] ?? "";
    const file = readFileSync(new URL(name, import.meta.url), "utf8");
    const shown = normalised(block, place);
    expect(shown.code.length).toBeGreaterThan(200);
    expect(shown).toEqual(normalised(file, `test/models/example/${name}`));
  });
});

/** The code, and what it imports as places in the project, in any order. */
function normalised(text: string, place: string): { readonly imports: readonly string[]; readonly code: string } {
  const lines = text.trim().split("\n");
  const imports = lines.filter((line) => line.startsWith("import "));
  const from = imports.map((line) =>
    line.replace(/"(\.[^"]+)"/, (_, path: string) => {
      const target = normalize(`${dirname(place)}/${path}`);
      return target.replace("test/models/example/", "src/models/item-weights/");
    }),
  );
  return {
    imports: from.sort(),
    code: lines
      .filter((line) => !line.startsWith("import "))
      .join("\n")
      .trim(),
  };
}
