import type { Artefact } from "../../src/artefact/artefact.ts";
import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { artefact, ITEM_COUNT } from "./fixture.ts";

/**
 * Having item i adds 1 to item i + 1, 1/2 to i + 2, and takes 1/4 from i + 3, where there are such items. Item 20 adds
 * nothing, and item 0 gains nothing.
 */
function steps(): Csr {
  const entries = Array.from({ length: ITEM_COUNT }, (_, item) => [
    [item, item + 1, 1],
    [item, item + 2, 0.5],
    [item, item + 3, -0.25],
  ])
    .flat()
    .filter(([, to = 0]) => to < ITEM_COUNT);
  const column = (at: number) => entries.map((entry) => entry[at] ?? 0);
  const [rows, columns, values] = [Uint32Array.from(column(0)), Uint32Array.from(column(1)), column(2)];
  return csrFromCoordinates(ITEM_COUNT, ITEM_COUNT, rows, columns, Float32Array.from(values));
}

/** The catalogue of the fixture, served by these weights. */
export function weightsArtefact(kind = "slim"): Artefact {
  const whole = artefact();
  const model = { kind, options: { keep: 3 }, precision: "f32", factorCount: 0 } as const;
  const manifest = { ...whole.manifest, model };
  return { ...whole, manifest, factors: undefined, gram: undefined, weights: steps() };
}
