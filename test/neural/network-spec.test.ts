import { describe, expect, it } from "vitest";
import { LAYERS } from "../../src/neural/layers/layers.ts";
import type { InputSpec, NetworkSpec, NodeSpec } from "../../src/neural/network-spec.ts";
import { planNetwork } from "../../src/neural/plan.ts";

const INPUTS: Readonly<Record<string, InputSpec>> = {
  user: { kind: "index", count: 9 },
  words: { kind: "terms", count: 30 },
  x: { kind: "reals", width: 4 },
};

/** A network in which `nodes` come after an embedding of 6 and one of 5 columns; inputs that nothing reads are left out. */
function network(...nodes: NodeSpec[]): NetworkSpec {
  const all: NodeSpec[] = [
    { name: "six", layer: "embedding", inputs: ["user"], options: { width: 6 } },
    { name: "five", layer: "embedding", inputs: ["user"], options: { width: 5 } },
    ...nodes,
  ];
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const used = all.filter(({ name }) => read.has(name) || nodes.some((node) => node.name === name));
  const names = new Set(used.flatMap(({ inputs }) => inputs));
  const inputs = Object.fromEntries(Object.entries(INPUTS).filter(([name]) => names.has(name)));
  return { inputs, nodes: used, output: nodes.at(-1)!.name };
}

const node = (layer: string, inputs: string[], options = {}): NodeSpec => ({ name: "it", layer, inputs, options });
const plan = (spec: NetworkSpec) => planNetwork(spec, { rows: 8, entries: 40 });

describe("a network that does not fit is refused with what was expected, what came and where", () => {
  it.each<[string, NodeSpec, RegExp]>([
    ["width 0", node("embedding", ["user"], { width: 0 }), /^it.width: expected an integer from 1 to 4096, got 0$/],
    ["no width", node("embedding", ["user"]), /^it.width: expected an integer from 1 to 4096, got undefined$/],
    ["units 0", node("dense", ["six"], { units: 0 }), /^it.units: expected an integer from 1 to .*, got 0$/],
    ["dropout 1", node("dropout", ["six"], { rate: 1 }), /^it.rate: expected a number below 1, got 1/],
    ["dropout −1", node("dropout", ["six"], { rate: -1 }), /^it.rate: expected a number from 0 to 1, got -1$/],
    [
      "a skip between widths",
      node("residual", ["six", "five"]),
      /^it: expected inputs of one width, got six: reals of width 6; five: reals of width 5$/,
    ],
    [
      "a dot between widths",
      node("dot", ["six", "five"]),
      /^it: expected two inputs of one width, got six: .* 6; five: .* 5$/,
    ],
    ["one input of two", node("dot", ["six"]), /^it: expected 2 inputs of reals, .*, got six: reals of width 6$/],
    [
      "two inputs of one",
      node("dense", ["six", "five"], { units: 1 }),
      /^it: expected 1 input of reals, .*, got six: .*; five: /,
    ],
    ["no input", node("dense", [], { units: 1 }), /^it: expected 1 input of reals, .*, got no input$/],
    ["indices for numbers", node("dense", ["user"], { units: 1 }), /got user: index \(of 9\)$/],
    [
      "numbers for indices",
      node("embedding", ["x"], { width: 2 }),
      /^it: expected one input of indices, got x: reals of width 4$/,
    ],
    ["terms for indices", node("embedding", ["words"], { width: 2 }), /got words: terms \(of 30\)$/],
    ["indices for terms", node("bag", ["user"], { width: 2 }), /^it: expected one input of terms, got user: index/],
    [
      "an unknown layer",
      node("desne", ["six"]),
      /^it: expected a layer of embedding, .*; got "desne" \(did you mean dense\?\)$/,
    ],
    [
      "an unknown option",
      node("dense", ["six"], { unit: 4 }),
      /^it: dense takes one of units, activation, l2, bias; got "unit"$/,
    ],
    ["an option of none", node("concat", ["six", "five"], { axis: 1 }), /^it: concat takes no options; got "axis"$/],
    [
      "an unknown activation",
      node("dense", ["six"], { units: 2, activation: "gelu" }),
      /^it.activation: expected one of none, relu, .*; got "gelu"$/,
    ],
    [
      "text for a flag",
      node("dense", ["six"], { units: 2, bias: "no" }),
      /^it.bias: expected true or false, got "no"$/,
    ],
    ["no items", node("softmax-items", ["six"]), /^it.items: expected an integer from 1 to .*, got undefined$/],
    ["candidates of rows", node("softmax-items", ["six", "six"]), /^it: expected rows, candidates of their width/],
    [
      "an unknown input",
      node("dense", ["seven"], { units: 1 }),
      /^it.inputs: expected inputs or nodes before it \(.*\), got "seven"$/,
    ],
  ])("%s", (_, wrong, message) => {
    expect(() => plan(network(wrong))).toThrow(message);
  });

  it("names that come twice, nodes and inputs that nothing reads, outputs that others read", () => {
    const six = { name: "six", layer: "embedding", inputs: ["user"], options: { width: 6 } };
    const inputs = { user: INPUTS.user! };
    const out = { name: "out", layer: "dense", inputs: ["six"], options: { units: 1 } };
    const spec = { inputs, nodes: [six, out], output: "out" };
    expect(() => plan(spec)).not.toThrow();
    expect(() => plan({ ...spec, nodes: [six, six, out] })).toThrow(
      /^nodes: expected a name for each node alone, got "six" again$/,
    );
    expect(() => plan({ ...spec, nodes: [six, { ...out, name: "user" }] })).toThrow(/got "user" again$/);
    expect(() => plan({ ...spec, inputs: INPUTS })).toThrow(
      /^nodes: expected all to lead to the output, got words, x unused$/,
    );
    expect(() => plan({ ...spec, output: "six" })).toThrow(
      /^output: expected a node that no other one reads, got "six"$/,
    );
    expect(() => plan({ ...spec, output: "none" })).toThrow(/^output: expected .*, got "none"$/);
    expect(() => plan({ ...spec, inputs: { user: { kind: "index", count: 0 } } })).toThrow(
      /^user.count: expected an integer from 1/,
    );
  });

  it("shared tables of different sizes", () => {
    const nodes = [
      { name: "a", layer: "embedding", inputs: ["user"], options: { width: 4, table: "one" } },
      { name: "b", layer: "embedding", inputs: ["user"], options: { width: 5, table: "one" } },
      { name: "out", layer: "concat", inputs: ["a", "b"] },
    ];
    expect(() => plan({ inputs: { user: INPUTS.user! }, nodes, output: "out" })).toThrow(
      /^b.table: expected one.table as before \(9 × 4 .*\), got 9 × 5 /,
    );
  });
});

describe("layers", () => {
  it("have names and summaries of their own, and a file of their name", async () => {
    expect(new Set(LAYERS.map(({ name }) => name)).size).toBe(LAYERS.length);
    for (const { name, summary } of LAYERS) {
      expect(summary, name).toMatch(/^[a-z].*[^.]$/);
      expect(
        Object.values(await import(`../../src/neural/layers/${name}.ts`)).flatMap((exported) =>
          // Beside it stand its counterparts of tfjs.
          "convert" in (exported as object) ? [] : [(exported as { name: string }).name],
        ),
      ).toEqual([name]);
    }
  });
});
