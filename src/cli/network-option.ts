import { OptionsError } from "../errors.ts";
import { ownNetwork } from "../models/networks/own-network.ts";

const { name: MODEL } = ownNetwork;

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
  if (preset !== undefined) throw twoNetworks(`--preset ${preset}`);
  if (modelIsGiven && model !== MODEL) throw twoNetworks(`--model ${model}`);
  return { ...given, model: MODEL, set: [`file=${await fileOf(network)}`, ...without(set, "file")] };
}

/** The same for `evaluate` and `compare`: the model joins the list. */
export async function withNetworks<Of extends Given & { readonly models: string }>(
  given: Of,
  modelsAreGiven: boolean,
): Promise<Of> {
  const { network, models, set } = given;
  if (network === undefined) return given;
  const path = await fileOf(network);
  const others = modelsAreGiven || given.preset?.length ? models.split(",").filter((name) => name !== MODEL) : [];
  const file = `${MODEL}.file`;
  return { ...given, models: [MODEL, ...others].join(","), set: [`${file}=${path}`, ...without(set, file)] };
}

const without = (set: readonly string[], key: string): readonly string[] =>
  set.filter((text) => text.split("=")[0]?.trim() !== key);

/** Looks for the file. Returns it as the option has it, where `example` is that of the documentation, and no folder. */
async function fileOf(network: string): Promise<string> {
  const { networkPath, requireTfjs } = await import("../neural/tfjs/network-path.node.ts");
  await networkPath(network);
  requireTfjs();
  return network === ownNetwork.options.file.default ? `./${network}` : network;
}

function twoNetworks(other: string): OptionsError {
  return new OptionsError("network-model", `--network: expected it without another model, got ${other} beside it`);
}
