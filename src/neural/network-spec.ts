import { checkInteger, checkOneOf, show } from "../check.ts";
import { OptionsError } from "../errors.ts";
import type { LayerOptions, Shape } from "./layer.ts";

/**
 * A network as data: it may be written as JSON, compared and kept.
 *
 *   inputs: { user: { kind: "index", count: 943 }, item: { kind: "index", count: 1682 } }
 *   nodes:  [ { name: "users", layer: "embedding", inputs: ["user"], options: { width: 16 } }, … ]
 *   output: the name of the node that the loss reads
 */
export interface NetworkSpec {
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Each after its inputs. */
  readonly nodes: readonly NodeSpec[];
  readonly output: string;
}

/** What a batch brings: indices below `count`, terms below `count` with values, or rows of `width` numbers. */
export type InputSpec = {
  /** `row`: for each row of the batch; `candidate`: for each candidate that its rows choose from. */
  readonly per?: "row" | "candidate";
} & ({ readonly kind: "index" | "terms"; readonly count: number } | { readonly kind: "reals"; readonly width: number });

/** A layer of the list in layers/layers.ts between nodes. */
export interface NodeSpec {
  readonly name: string;
  readonly layer: string;
  /** Names of inputs and of nodes before. */
  readonly inputs: readonly string[];
  readonly options?: LayerOptions;
}

const LARGEST = 100_000_000;

export function inputShape(name: string, spec: InputSpec): Shape {
  const per = checkOneOf(`${name}.per`, spec.per ?? "row", ["row", "candidate"]);
  const kind = checkOneOf(`${name}.kind`, spec.kind, ["index", "terms", "reals"]);
  const width =
    spec.kind === "reals"
      ? checkInteger(`${name}.width`, spec.width, 1, LARGEST)
      : checkInteger(`${name}.count`, spec.count, 1, LARGEST);
  return { name, kind, width, per };
}

/**
 * Checks the names of a network: each once, inputs before they are used, nothing left unused.
 * Throws OptionsError `network-names`.
 */
export function checkNames({ inputs, nodes, output }: NetworkSpec): void {
  const refuse = (message: string): never => {
    throw new OptionsError("network-names", message);
  };
  const known = new Set(Object.keys(inputs));
  const unused = new Set(known);
  for (const { name, inputs: own } of nodes) {
    for (const input of own) {
      if (!known.has(input)) {
        const names = [...known].join(", ");
        refuse(`${name}.inputs: expected inputs or nodes before it (${names}), got ${show(input)}`);
      }
      unused.delete(input);
    }
    if (name === "" || known.has(name)) refuse(`nodes: expected a name for each node alone, got ${show(name)} again`);
    known.add(name);
    unused.add(name);
  }
  if (!unused.delete(output)) refuse(`output: expected a node that no other one reads, got ${show(output)}`);
  if (unused.size > 0) refuse(`nodes: expected all to lead to the output, got ${[...unused].join(", ")} unused`);
}
