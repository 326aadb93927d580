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
  const { name } = await ownModel();
  if (preset !== undefined) throw twoNetworks(`--preset ${preset}`);
  if (modelIsGiven && model !== name) throw twoNetworks(`--model ${model}`);
  return { ...given, model: name, set: [`file=${await fileOf(network)}`, ...without(set, "file")] };
}

/** The same for `evaluate` and `compare`: the model joins the list. */
export async function withNetworks<Of extends Given & { readonly models: string }>(
  given: Of,
  modelsAreGiven: boolean,
): Promise<Of> {
  const { network, models, set } = given;
  if (network === undefined) return given;
  const { name: own } = await ownModel();
  const path = await fileOf(network);
  const others = modelsAreGiven || given.preset?.length ? models.split(",").filter((name) => name !== own) : [];
  const file = `${own}.file`;
  return { ...given, models: [own, ...others].join(","), set: [`${file}=${path}`, ...without(set, file)] };
}

/** The model of own networks. It is loaded where one is given: definitions bring much that other commands do without. */
const ownModel = async () => (await import("../models/networks/own-network.ts")).ownNetwork;

const without = (set: readonly string[], key: string): readonly string[] =>
  set.filter((text) => text.split("=")[0]?.trim() !== key);

/** Looks for the file. Returns it as the option has it, where `example` is that of the documentation, and no folder. */
async function fileOf(network: string): Promise<string> {
  const { networkPath, requireTfjs } = await import("../neural/tfjs/network-path.node.ts");
  await networkPath(network);
  requireTfjs();
  return network === (await ownModel()).options.file.default ? `./${network}` : network;
}

function twoNetworks(other: string): OptionsError {
  return new OptionsError("network-model", `--network: expected it without another model, got ${other} beside it`);
}
