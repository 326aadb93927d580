import type { HeadTensor } from "../artefact/artefact.ts";
import type { ItemTable } from "../data/items.ts";
import { ArtefactError } from "../errors.ts";
import { columnsOf, type ItemFacts } from "./item-facts.ts";

/** What an artefact keeps of the facts of items, which it does not have anyway: tensors of the head. */
const MEANS = "items.mean-value";
const AGES = "items.age";
const TRENDS = "items.trend";

/** The facts that only training knows, as tensors of the head. */
export function factTensors({ meanValues, times }: ItemFacts): ReadonlyMap<string, HeadTensor> {
  const lists = { [MEANS]: meanValues, [AGES]: times?.age, [TRENDS]: times?.trend };
  return new Map(
    Object.entries(lists).flatMap(([name, values]) => (values ? [[name, { shape: [values.length], values }]] : [])),
  );
}

/** The facts of a served catalogue. Throws ArtefactError `head-tensor` for a tensor of another length. */
export function factsOfTensors(
  tensors: ReadonlyMap<string, HeadTensor>,
  popularity: Float32Array,
  items: Pick<ItemTable, "categories" | "numbers">,
): ItemFacts {
  const read = (name: string): Float32Array | undefined => {
    const values = tensors.get(name)?.values;
    if (!values || values.length === popularity.length) return values;
    const expected = `head tensor ${name}: expected f32[${popularity.length}], one value an item`;
    throw new ArtefactError("head-tensor", `${expected}, got ${values.length}; train the head again`);
  };
  const [age, trend] = [read(AGES), read(TRENDS)];
  return {
    popularity,
    meanValues: read(MEANS),
    times: age && trend ? { age, trend } : undefined,
    ...columnsOf(items),
  };
}
