import { OptionsError } from "../errors.ts";

interface Given {
  readonly network?: string;
  readonly preset?: string | readonly string[];
  readonly set: readonly string[];
}

/**
 * `--network FILE` is the model of own networks with that file. The file is looked for before any data are read. Throws
 * OptionsError `network-model` beside another model, `needs-tfjs`, and what networkPath throws.
 */
export async function withNetwork<Of extends Given & { readonly model: string }>(
  given: Of,
  modelIsGiven: boolean,
): Promise<Of> {
  const { network, preset, model, set } = given;
  if (network === undefined) return given;
  const name = await modelName();
  if (preset !== undefined) throw twoNetworks(`--preset ${preset}`);
  if (modelIsGiven && model !== name) throw twoNetworks(`--model ${model}`);
  await checkFile(network);
  return { ...given, model: name, set: [`file=${network}`, ...without(set, "file")] };
}

/** The same for `evaluate` and `compare`: the model joins the list. */
export async function withNetworks<Of extends Given & { readonly models: string }>(
  given: Of,
  modelsAreGiven: boolean,
): Promise<Of> {
  const { network, models, set } = given;
  if (network === undefined) return given;
  const own = await modelName();
  await checkFile(network);
  const others = modelsAreGiven || given.preset?.length ? models.split(",").filter((name) => name !== own) : [];
  const file = `${own}.file`;
  return { ...given, models: [own, ...others].join(","), set: [`${file}=${network}`, ...without(set, file)] };
}

/** The model of own networks. It is loaded where one is given: definitions bring much that other commands do without. */
const modelName = async (): Promise<string> => (await import("../models/networks/own-network.ts")).ownNetwork.name;

const without = (set: readonly string[], key: string): readonly string[] =>
  set.filter((text) => text.split("=")[0]?.trim() !== key);

async function checkFile(file: string): Promise<void> {
  const { networkPath, requireTfjs } = await import("../neural/tfjs/network-path.node.ts");
  await networkPath(file);
  requireTfjs();
}

function twoNetworks(other: string): OptionsError {
  return new OptionsError("network-model", `--network: expected it without another model, got ${other} beside it`);
}
