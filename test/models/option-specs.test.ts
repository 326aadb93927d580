import { describe, expect, it } from "vitest";
import {
  auto,
  choice,
  dependingOn,
  flag,
  following,
  followingGiven,
  formerly,
  integer,
  number,
  type OptionSpec,
  readSpecs,
  specOf,
  text,
} from "../../src/models/option-specs.ts";

const isWord: OptionSpec<string>["check"] = (name, value) => {
  if (typeof value === "string" && /^[a-z]+$/.test(value)) return value;
  throw new RangeError(`${name}: expected a word`);
};

const SPECS = {
  factors: integer(1, 512, 64),
  regularization: number(0, 10, 0.5),
  biases: flag(true),
  method: choice(["als", "sgd"], "als"),
  column: text("genre", "a word", isWord),
  neighbours: auto(integer(1, 100, 50)),
  itemRegularization: following("regularization", number(0, 10, 0.5)),
  epochs: dependingOn("method", integer(1, 1000, 10), (method) => (method === "sgd" ? 20 : 10)),
  learningRate: formerly(number(0, 1, 0.1), "rate", "step"),
};

const read = (given: Readonly<Record<string, unknown>>) => readSpecs("some-model", SPECS, given);

const DEFAULTS = {
  factors: 64,
  regularization: 0.5,
  biases: true,
  method: "als",
  column: "genre",
  neighbours: "auto",
  itemRegularization: 0.5,
  epochs: 10,
  learningRate: 0.1,
};

describe("options that are read by their specs", () => {
  it("are the defaults where nothing is given, or undefined, in the order of the specs", () => {
    expect(read({})).toEqual(DEFAULTS);
    expect(read({ factors: undefined })).toEqual(DEFAULTS);
    expect(Object.keys(read({ method: "sgd", factors: 2 }))).toEqual(Object.keys(SPECS));
  });

  it.each([
    ["factors", 1],
    ["factors", 512],
    ["regularization", 0],
    ["regularization", 9.75],
    ["biases", false],
    ["method", "sgd"],
    ["column", "actor"],
    ["neighbours", 7],
    ["neighbours", "auto"],
    ["itemRegularization", 3],
    ["epochs", 1000],
    ["learningRate", 1],
  ])("take %s=%s as it is", (name, value) => {
    expect(read({ [name]: value })).toHaveProperty(name, value);
  });

  it.each([
    ["factors", 0, RangeError, "factors: expected an integer from 1 to 512, got 0"],
    ["factors", 2.5, RangeError, "factors: expected an integer from 1 to 512, got 2.5"],
    ["factors", "64", TypeError, 'factors: expected an integer from 1 to 512, got "64"'],
    ["regularization", 10.5, RangeError, "regularization: expected a number from 0 to 10, got 10.5"],
    ["regularization", Number.NaN, RangeError, "regularization: expected a number from 0 to 10, got NaN"],
    ["regularization", "0.1", TypeError, 'regularization: expected a number from 0 to 10, got "0.1"'],
    ["biases", "true", TypeError, 'biases: expected true or false, got "true"'],
    ["biases", 1, TypeError, "biases: expected true or false, got 1"],
    ["method", "adam", RangeError, 'method: expected one of als, sgd; got "adam"'],
    ["column", "two words", RangeError, "column: expected a word"],
    ["neighbours", 101, RangeError, "neighbours: expected an integer from 1 to 100, got 101"],
    ["neighbours", "many", TypeError, 'neighbours: expected an integer from 1 to 100, got "many"'],
    ["itemRegularization", -1, RangeError, "itemRegularization: expected a number from 0 to 10, got -1"],
    ["epochs", 0, RangeError, "epochs: expected an integer from 1 to 1000, got 0"],
    ["learningRate", 2, RangeError, "learningRate: expected a number from 0 to 1, got 2"],
    ["factors", null, TypeError, "factors: expected an integer from 1 to 512, got null"],
  ])("refuse %s=%s", (name, value, type, message) => {
    const attempt = () => read({ [name]: value });
    expect(attempt).toThrow(type);
    expect(attempt).toThrow(message);
  });

  it("follow another option, unless they are given themselves", () => {
    expect(read({ regularization: 2 }).itemRegularization).toBe(2);
    expect(read({ regularization: 2, itemRegularization: 3 }).itemRegularization).toBe(3);
  });

  it("follow another option only where that is given, and have a default of their own otherwise", () => {
    const specs = {
      regularization: number(0, 10, 0.5),
      biasRegularization: followingGiven("regularization", number(0, 5, 0.25)),
    };
    const readOf = (given: Readonly<Record<string, unknown>>) => readSpecs("some-model", specs, given);
    expect(readOf({})).toEqual({ regularization: 0.5, biasRegularization: 0.25 });
    expect(readOf({ regularization: 0.5 })).toEqual({ regularization: 0.5, biasRegularization: 0.5 });
    expect(readOf({ regularization: 2, biasRegularization: 1 })).toEqual({ regularization: 2, biasRegularization: 1 });
    expect(() => readOf({ regularization: 6 })).toThrow("regularization: expected a number from 0 to 5, got 6");
  });

  it("have a default that depends on another option, unless they are given themselves", () => {
    expect(read({ method: "sgd" }).epochs).toBe(20);
    expect(read({ method: "sgd", epochs: 10 }).epochs).toBe(10);
  });

  it("are found by earlier names, and come out by their own", () => {
    expect(read({ rate: 0.3 })).toEqual({ ...DEFAULTS, learningRate: 0.3 });
    expect(read({ step: 0.4 })).toEqual({ ...DEFAULTS, learningRate: 0.4 });
    expect(() => read({ step: 4 })).toThrow("learningRate: expected a number from 0 to 1, got 4");
    expect(specOf(SPECS, "rate")).toEqual(["learningRate", SPECS.learningRate]);
    expect(specOf(SPECS, "rating")).toBeUndefined();
  });

  it.each([[{ rate: 0.3, learningRate: 0.3 }], [{ learningRate: 0.3, rate: 0.4 }], [{ rate: 0.3, step: 0.3 }]])(
    "are given once: %o",
    (given) => {
      const problem = { name: "OptionsError", code: "option-twice" };
      expect(() => read(given)).toThrow(expect.objectContaining(problem));
      expect(() => read(given)).toThrow("some-model: expected learningRate once, got it by an earlier name as well");
    },
  );

  it("of an unknown name are refused with the names that exist, and the nearest of them", () => {
    const problem = { name: "OptionsError", code: "unknown-option" };
    expect(() => read({ factor: 3 })).toThrow(expect.objectContaining(problem));
    expect(() => read({ factor: 3 })).toThrow(
      /^some-model has no option factor; it has factors, regularization, .*, learningRate \(did you mean factors\?\)$/,
    );
    expect(() => read({ zzz: 3 })).toThrow(/learningRate$/);
    expect(() => readSpecs("bare", {}, { m: 3 })).toThrow(/^bare has no option m; it has none$/);
  });

  it.each(["toString", "constructor", "__proto__"])("are not what every object has: %s", (name) => {
    expect(() => read(Object.fromEntries([[name, 3]]))).toThrow(expect.objectContaining({ code: "unknown-option" }));
  });
});

describe("what a spec says of itself", () => {
  it.each([
    ["factors", "integer", "an integer from 1 to 512"],
    ["regularization", "number", "a number from 0 to 10"],
    ["biases", "flag", "true or false"],
    ["method", "choice", "one of als, sgd"],
    ["column", "text", "a word"],
    ["neighbours", "integer", "auto, or an integer from 1 to 100"],
    ["itemRegularization", "number", "a number from 0 to 10"],
    ["epochs", "integer", "an integer from 1 to 1000"],
    ["learningRate", "number", "a number from 0 to 1"],
  ] as const)("%s is of kind %s and accepts %s", (name, kind, accepts) => {
    expect([SPECS[name].kind, SPECS[name].accepts]).toEqual([kind, accepts]);
  });
});
