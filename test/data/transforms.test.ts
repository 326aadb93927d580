import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Interactions, interactionsFrom } from "../../src/data/interactions.ts";
import { type Fold, givenFold, parseProtocol, split } from "../../src/data/splits.ts";
import { parseTransform, transformFold, transformInteractions } from "../../src/data/transforms.ts";
import { codeOf, tableOf } from "./splits-tables.ts";

function withValues(prefix: string, ...values: number[]): Interactions {
  return interactionsFrom(
    values.map((value, row) => ({ userId: `${prefix}${row}`, itemId: "x", value })),
    "explicit",
  );
}

function foldWith(train: number[], test: number[]): Fold {
  return givenFold(withValues("train", ...train), withValues("test", ...test));
}

const valuesOf = (part: Interactions | undefined) => [...(part?.values ?? [])];

/** Applies a transform to values that are train themselves. */
function apply(transforms: readonly string[], ...values: number[]): number[] {
  return valuesOf(transformInteractions(withValues("u", ...values), transforms.map(parseTransform)));
}

describe("parsing a transform", () => {
  it("writes the name in one spelling", () => {
    const names = ["sigmoid:5.0,1", " sigmoid: 5e0 , 1.50 ", "sigmoid:-2,.5", "binarise:4.0", "binarise:-1", "centre"];
    expect(names.map((name) => parseTransform(name).name)).toEqual([
      "sigmoid:5,1",
      "sigmoid:5,1.5",
      "sigmoid:-2,0.5",
      "binarise:4",
      "binarise:-1",
      "centre",
    ]);
  });

  it("answers an unknown name with those that exist, and with the one that may be meant", () => {
    for (const text of ["log", "", "toString", "Centre"]) {
      expect(codeOf(() => parseTransform(text))).toBe("unknown-transform");
    }
    expect(() => parseTransform("log:2")).toThrow(
      'transform: expected one of sigmoid:INFLECTION,STEEPNESS, binarise:THRESHOLD, centre; got "log:2"',
    );
    expect(() => parseTransform("binarize:4")).toThrow('got "binarize:4" (did you mean binarise?)');
    expect(() => parseTransform("center")).toThrow("(did you mean centre?)");
  });

  it("refuses parameters that are missing, too many or not finite, and a sigmoid that does not rise", () => {
    const sigmoids = ["", ":", ":5", ":5,", ":,1", ":5,1,2", ":5,x", ":NaN,1", ":5,Infinity", ":-Infinity,1", ":5;1"];
    const texts = [...sigmoids, ":5,0", ":5,-0", ":5,-1"].map((parameters) => `sigmoid${parameters}`);
    texts.push(
      "binarise",
      "binarise:",
      "binarise: ",
      "binarise:x",
      "binarise:NaN",
      "binarise:4,5",
      "binarise:Infinity",
    );
    texts.push("centre:3", "centre:");
    for (const text of texts) expect(`${text} ${codeOf(() => parseTransform(text))}`).toBe(`${text} bad-transform`);
    expect(() => parseTransform("sigmoid:5,0")).toThrow(
      'transform sigmoid: expected an inflection and a steepness above 0, as in sigmoid:5,1, got "5,0"',
    );
  });
});

describe("the transforms", () => {
  it("sigmoid bends a scale into an S from 1 to 10", () => {
    // 9 / (1 + e^(5 − x)) + 1, worked out by hand: e^4 = 54.598, e^−5 = 0.0067379.
    const [one = 0, five = 0, ten = 0] = apply(["sigmoid:5,1"], 1, 5, 10);
    expect(one).toBeCloseTo(1.1618759, 6);
    expect(five).toBe(5.5);
    expect(ten).toBeCloseTo(9.9397643, 5);
    // Twice the steepness is twice the distance from the inflection.
    expect(apply(["sigmoid:5,2"], 6)).toEqual(apply(["sigmoid:5,1"], 7));
    expect(apply(["sigmoid:5,1"], -3e38, 3e38)).toEqual([1, 10]);
  });

  it("binarise makes 1 of the threshold and above", () => {
    expect(apply(["binarise:4"], 1, 3.5, 4, 5, -4)).toEqual([0, 0, 1, 1, 0]);
    // 3.3 as f32 lies below 3.3.
    expect(apply(["binarise:3.3"], 3.3, 3.2)).toEqual([1, 0]);
  });

  it("centre takes the mean of train away, from test too", () => {
    const { fold, toScale } = transformFold(foldWith([1, 2, 6], [3, 100]), [parseTransform("centre")]);
    expect(valuesOf(fold.train)).toEqual([-2, -1, 3]);
    expect(valuesOf(fold.test)).toEqual([0, 97]);
    expect(toScale(3)).toBe(0);
    expect(codeOf(() => apply(["centre"]))).toBe("no-interactions");
  });
});

describe("transforming a fold", () => {
  it("goes step by step, each fitted on what the one before made of train", () => {
    // Binarised train is 0 1 1 1, its mean 3/4. The mean of the values themselves would be 3.
    const steps = ["binarise:3", "centre"].map(parseTransform);
    const { fold } = transformFold(foldWith([0, 3, 4, 5], [2, 9]), steps);
    expect(valuesOf(fold.train)).toEqual([-0.75, 0.25, 0.25, 0.25]);
    expect(valuesOf(fold.test)).toEqual([-0.75, 0.25]);
    expect(apply(["centre", "binarise:3"], 0, 3, 4, 5)).toEqual([0, 0, 0, 0]);
  });

  it("changes what is shown of held-out users, and nothing but values", () => {
    const table = { ...tableOf([5, 5, 5]), values: Float32Array.from({ length: 15 }, (_, row) => row) };
    const [original] = split(table, parseProtocol("strong:0.5"), 1);
    if (original?.foldIn === undefined) throw new Error("expected histories to show");
    const { fold } = transformFold(original, [parseTransform("binarise:7")]);
    for (const part of ["train", "test", "foldIn"] as const) {
      expect(valuesOf(fold[part])).toEqual(valuesOf(original[part]).map((value) => (value >= 7 ? 1 : 0)));
      expect(fold[part]).toMatchObject({ users: original[part]?.users, items: original[part]?.items });
    }
    expect(fold.name).toBe("strong:0.5");
    expect(valuesOf(original.train)).toEqual(valuesOf(split(table, parseProtocol("strong:0.5"), 1)[0]?.train));
    const [sampled] = split(table, parseProtocol("negatives:2:row-order"), 1);
    if (sampled === undefined) throw new Error("expected a fold");
    const after = transformFold(sampled, [parseTransform("centre")]).fold;
    expect(after.candidates).toBe(sampled.candidates);
    expect("foldIn" in after).toBe(false);
  });

  it("comes back as it is without transforms, with a scale of f32", () => {
    const original = foldWith([1, 2], [3]);
    const { fold, toScale } = transformFold(original, []);
    expect(fold).toBe(original);
    expect(toScale(3.3)).toBe(Math.fround(3.3));
  });

  it("takes a threshold to exactly what became of that value in the table", () => {
    const value = fc.double({ min: -20, max: 20, noNaN: true });
    const steepness = fc.double({ min: 0.01, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), value, steepness, (values, inflection, slope) => {
        const names = [`sigmoid:${inflection},${slope}`, "centre", `sigmoid:0,${slope}`];
        const { fold, toScale } = transformFold(foldWith(values, values), names.map(parseTransform));
        expect(valuesOf(fold.test)).toEqual(values.map(toScale));
        expect(valuesOf(fold.train)).toEqual(values.map(toScale));
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it("does to a whole table what it does to a train part", () => {
    const steps = ["sigmoid:3,1", "centre"];
    expect(apply(steps, 1, 2, 5)).toEqual(
      valuesOf(transformFold(foldWith([1, 2, 5], [4]), steps.map(parseTransform)).fold.train),
    );
  });
});
