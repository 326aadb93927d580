import { describe, expect, it } from "vitest";
import { defineModel } from "../../src/models/define-model.ts";
import { integer, type OptionSpecs, type OptionValues } from "../../src/models/option-specs.ts";
import { csrState, joinStates } from "../../src/models/state.ts";
import { type Packing, type Trainable, trainable } from "../../src/models/train-model.ts";
import { DEFAULT_KEEP, divideOptions, packedOptions } from "../../src/packing/packing-options.ts";
import { matrixOf } from "../models/fixtures.ts";

function trainerOf(packing: Packing | undefined, options: OptionSpecs = { factors: integer(1, 9, 3) }): Trainable {
  const model = defineModel({
    name: "some-model",
    summary: "a model of a test",
    learnsFrom: "interactions",
    options,
    restore: () => ({ retrieve: { by: "popularity" } }),
  });
  return trainable(model, { packing, fit: () => ({ options: {}, state: new Map() }) });
}

const weights = { array: "weights", option: "keep" } as const;
const ranking = { array: "ranking", option: "rankingKeep" } as const;
const CUT = trainerOf({ cuts: [weights] });
const TWICE = trainerOf({ cuts: [weights, ranking] });
const NARROW = trainerOf({ narrows: true });
const FACTORS = trainerOf({ gramOfRounded: (_, gram) => gram });
const WHOLE = trainerOf(undefined);

const ONE = csrState("weights", matrixOf(2, [[1], [0]]));
const BOTH = joinStates(ONE, csrState("ranking", matrixOf(2, [[1], [0]])));

/** What stands in the manifest beside the options of the model. */
const packedOf = (trainer: Trainable, given: OptionValues): OptionValues =>
  packedOptions(divideOptions(trainer, given).plan.cuts, BOTH);

/** What the model refuses, or nothing. */
function refusalOf(trainer: Trainable, given: OptionValues): unknown {
  try {
    trainer.model.readOptions(divideOptions(trainer, given).own);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("options of a request", () => {
  it("are the model's but for what belongs to the artefact", () => {
    const given = { factors: 5, keep: 20 };
    expect(divideOptions(CUT, given)).toEqual({
      own: { factors: 5 },
      plan: { precision: "f32", cuts: [{ ...weights, keep: 20 }] },
    });
    expect(given).toEqual({ factors: 5, keep: 20 });
  });

  it("keep a number of entries that stands in the manifest where nothing is said", () => {
    expect(packedOf(CUT, {})).toEqual({ keep: DEFAULT_KEEP });
    expect(packedOf(TWICE, {})).toEqual({ keep: DEFAULT_KEEP, rankingKeep: DEFAULT_KEEP });
    expect(divideOptions(WHOLE, {})).toEqual({ own: {}, plan: { precision: "f32", cuts: [] } });
    expect(packedOf(WHOLE, {})).toEqual({});
  });

  it("cut a second matrix as the first, unless they say how", () => {
    expect(packedOf(TWICE, { keep: 7 })).toEqual({ keep: 7, rankingKeep: 7 });
    expect(packedOf(TWICE, { keep: 7, rankingKeep: 3 })).toEqual({ keep: 7, rankingKeep: 3 });
    expect(packedOf(TWICE, { rankingKeep: 3 })).toEqual({ keep: DEFAULT_KEEP, rankingKeep: 3 });
    expect(divideOptions(TWICE, { rankingKeep: 3 }).plan.cuts).toEqual([
      { ...weights, keep: DEFAULT_KEEP },
      { ...ranking, keep: 3 },
    ]);
  });

  it.each([
    ["a matrix", NARROW],
    ["factors", FACTORS],
  ])("round %s to int8, which does not stand among the options of the manifest", (_, trainer) => {
    expect(divideOptions(trainer, { precision: "int8" })).toEqual({
      own: {},
      plan: { precision: "int8", cuts: [] },
    });
    expect(divideOptions(trainer, {}).plan.precision).toBe("f32");
  });

  it.each([
    [CUT, { keep: 0 }, RangeError, "keep: expected an integer from 1"],
    [CUT, { keep: 2.5 }, RangeError, "keep: expected an integer from 1"],
    [CUT, { keep: "20" }, TypeError, "keep: expected an integer from 1"],
    [TWICE, { rankingKeep: 0 }, RangeError, "rankingKeep: expected an integer from 1"],
    [NARROW, { precision: "f16" }, RangeError, "precision: expected one of f32, int8"],
    [FACTORS, { precision: 8 }, RangeError, "precision: expected one of f32, int8"],
  ])("are refused where they are wrong: %#", (trainer, given: OptionValues, type, message) => {
    expect(() => divideOptions(trainer, given)).toThrow(type);
    expect(() => divideOptions(trainer, given)).toThrow(message);
  });

  it.each([
    ["precision", CUT, { precision: "int8" }],
    ["precision", WHOLE, { precision: "f32" }],
    ["keep", WHOLE, { keep: 20 }],
    ["keep", NARROW, { keep: 20 }],
    ["rankingKeep", CUT, { rankingKeep: 20 }],
    ["rankingKeep", WHOLE, { rankingKeep: 20 }],
    ["factor", CUT, { factor: 3 }],
  ])("of other models stay the model's to refuse: %s", (name, trainer, given: OptionValues) => {
    const problem = expect.objectContaining({ name: "OptionsError", code: "unknown-option" });
    expect(refusalOf(trainer, given)).toEqual(problem);
    expect(refusalOf(trainer, given)).toHaveProperty("message", expect.stringContaining(`has no option ${name};`));
  });

  it("belong to the artefact where the model has an option of that name too", () => {
    const trainer = trainerOf({ cuts: [weights] }, { keep: integer(1, 50, 10) });
    expect(divideOptions(trainer, { keep: 20 }).own).toEqual({});
    expect(packedOf(trainer, { keep: 20 })).toEqual({ keep: 20 });
    expect(trainer.model.readOptions(divideOptions(trainer, { keep: 20 }).own)).toEqual({ keep: 10 });
  });

  it("fit a model that finds so many entries with its default, or with more where more are kept", () => {
    const options = { factors: integer(1, 9, 3), keep: integer(1, 5000, 1000) };
    const trainer = trainerOf({ cuts: [{ ...weights, limitsFit: true }, ranking] }, options);
    expect(divideOptions(trainer, { keep: 20 }).own).toEqual({ keep: 1000 });
    expect(divideOptions(trainer, { factors: 2, keep: 3000 }).own).toEqual({ factors: 2, keep: 3000 });
    expect(divideOptions(trainer, {}).own).toEqual({ keep: 1000 });
    expect(divideOptions(trainer, { keep: 3000 }).plan.cuts).toMatchObject([{ keep: 3000 }, { keep: 3000 }]);
    expect(packedOf(trainer, { keep: 20, rankingKeep: 7 })).toEqual({ keep: 20, rankingKeep: 7 });
  });

  it("of a matrix that a state lacks do not stand in the manifest", () => {
    const { cuts } = divideOptions(trainerOf({ cuts: [weights, { ...ranking, optional: true }] }), { keep: 4 }).plan;
    expect(packedOptions(cuts, BOTH)).toEqual({ keep: 4, rankingKeep: 4 });
    expect(packedOptions(cuts, ONE)).toEqual({ keep: 4 });
  });
});
