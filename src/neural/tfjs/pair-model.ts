import type * as tf from "@tensorflow/tfjs";
import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import type { Tfjs } from "./package.node.ts";

/** How many users and items there are. */
export interface PairSize {
  readonly users: number;
  readonly items: number;
}

/** A network of tfjs that gives a number for a user and an item. */
export interface PairModel {
  readonly model: tf.LayersModel;
  readonly size: PairSize;
  /** Places of its inputs. */
  readonly user: number;
  readonly item: number;
  /** Whether their names told them apart. */
  readonly byName: boolean;
  /** Whether its last step is a sigmoid. */
  readonly endsInSigmoid: boolean;
}

const refuse = (code: string, message: string): never => {
  throw new OptionsError(code, message);
};
const text = (shape: tf.SymbolicTensor["shape"]): string => `[${shape.map(String).join(", ")}]`;

/**
 * Checks what a function or a file gave. Throws OptionsError `network-kind`, `network-inputs`, `network-output`, `network-rows`
 * or `network-weights`; `at` names the file.
 */
export function checkPairModel(tfjs: Tfjs, given: unknown, size: PairSize, at: string): PairModel {
  if (!(given instanceof tfjs.LayersModel)) {
    const isOther = typeof given === "object" && given !== null && "layers" in given && "inputs" in given;
    const got = isOther ? "one of another copy of TensorFlow.js: use the tf that the function is given" : show(given);
    return refuse("network-kind", `${at}: expected a tf.LayersModel, got ${got}`);
  }
  const { inputs, inputNames, outputs } = given;
  const list = inputs.map(({ name, shape }, place) => `${inputNames?.[place] ?? name} ${text(shape)}`).join(", ");
  if (inputs.length !== 2) {
    const kind = given instanceof tfjs.Sequential ? " of a tf.Sequential, which has no second one" : "";
    refuse(
      "network-inputs",
      `${at}: expected two inputs, an index of a user and one of an item; got ${inputs.length} (${list})${kind}`,
    );
  }
  for (const [place, { shape }] of inputs.entries()) {
    const name = inputNames[place];
    const isIndex = shape[0] === null && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
    if (!isIndex)
      refuse("network-inputs", `${at}: ${name}: expected shape [null, 1] or [null], an index; got ${text(shape)}`);
  }
  const [output] = outputs;
  if (outputs.length !== 1 || output === undefined) {
    return refuse("network-output", `${at}: expected one output, got ${outputs.length}`);
  }
  if (output.shape.slice(1).some((length) => length !== 1)) {
    refuse(
      "network-output",
      `${at}: expected one number for each pair as its output, [null, 1]; got ${text(output.shape)}`,
    );
  }
  const { user, item, byName } = toldApart(inputNames);
  checkRows(
    given,
    [
      { input: inputs[user], what: "users", count: size.users },
      { input: inputs[item], what: "items", count: size.items },
    ],
    at,
  );
  checkFinite(given, at);
  return { model: given, size, user, item, byName, endsInSigmoid: isSigmoid(output) };
}

/** Which input is which: by names with `user` and `item` in them, else by order. */
function toldApart(names: readonly string[]): Pick<PairModel, "user" | "item" | "byName"> {
  const placesOf = (word: string): number[] =>
    names.flatMap((name, place) => (name.toLowerCase().includes(word) ? [place] : []));
  const [users, items] = [placesOf("user"), placesOf("item")];
  const [user = 0, item = 1] = [users[0] ?? 1 - (items[0] ?? 1), items[0] ?? 1 - (users[0] ?? 0)];
  const byName = users.length + items.length > 0 && users.length < 2 && items.length < 2 && user !== item;
  return byName ? { user, item, byName } : { user: 0, item: 1, byName: false };
}

/** A look-up beyond its table is none. Tables within layers that are networks themselves show theirs when they are read. */
function checkRows(
  { layers }: tf.LayersModel,
  sides: readonly { readonly input: tf.SymbolicTensor | undefined; readonly what: string; readonly count: number }[],
  at: string,
): void {
  for (const layer of layers) {
    if (layer.getClassName() !== "Embedding") continue;
    const rows = Number(layer.getConfig().inputDim);
    const read = layer.inboundNodes.flatMap(({ inputTensors }) => inputTensors.map((one) => unformed(one).id));
    for (const { input, what, count } of sides) {
      if (input === undefined || !read.includes(input.id) || rows >= count) continue;
      const message = `${at}: ${layer.name}: expected inputDim ${count} or more for ${count} ${what}, got ${rows}`;
      refuse("network-rows", `${message}; make it of the ${what} that the function is given`);
    }
  }
}

function checkFinite({ weights }: tf.LayersModel, at: string): void {
  for (const weight of weights) {
    const values = weight.read().dataSync();
    const place = values.findIndex((value) => !Number.isFinite(value));
    if (place < 0) continue;
    refuse(
      "network-weights",
      `${at}: ${weight.originalName}[${place}]: expected a finite weight, got ${values[place]}`,
    );
  }
}

/** Whether a tensor comes out of a sigmoid; one that was given another form since counts. */
function isSigmoid(tensor: tf.SymbolicTensor): boolean {
  const { sourceLayer } = unformed(tensor);
  return (
    ["Dense", "Activation"].includes(sourceLayer.getClassName()) && sourceLayer.getConfig().activation === "sigmoid"
  );
}

/** A tensor before it was given another form. */
function unformed(tensor: tf.SymbolicTensor): tf.SymbolicTensor {
  const { sourceLayer, nodeIndex } = tensor;
  if (!["Flatten", "Reshape"].includes(sourceLayer.getClassName())) return tensor;
  const [before] = sourceLayer.inboundNodes[nodeIndex]?.inputTensors ?? [];
  return before ? unformed(before) : tensor;
}
