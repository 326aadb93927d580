import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { defineModel, type Model } from "../../src/models/define-model.ts";
import { integer } from "../../src/models/option-specs.ts";
import { behindPrefix, withPrefix } from "../../src/models/prefixed-state.ts";
import { restoreModel } from "../../src/models/restore-model.ts";
import type { ServedModel } from "../../src/models/served-model.ts";
import { type ModelState, stateOf } from "../../src/models/state.ts";

/** Scores are one array of its state, times an option; `settled` is what its training found. */
const scored = defineModel({
  name: "scored",
  summary: "scores that are stored",
  learnsFrom: "interactions",
  options: { factor: integer(1, 9, 2) },
  settled: { offset: integer(0, 9, 0) },
  restore: ({ factor, offset }, state, { itemCount }) => {
    const scores = Float32Array.from(state.f32("scores", itemCount), (score) => factor * score + offset);
    return { retrieve: { by: "scores", scoresOf: () => ({ scores }) } };
  },
});

/** The same with an earlier name of its option, which may not be odd. */
const renamed = defineModel({
  name: "renamed",
  summary: "scores that are stored",
  learnsFrom: "interactions",
  options: { factor: integer(1, 9, 2) },
  expand: ({ times, ...given }) => (times === undefined ? given : { factor: times, ...given }),
  check: ({ factor }) => {
    if (factor % 2 === 1) throw new RangeError(`factor: expected an even number, got ${factor}`);
  },
  restore: ({ factor }, state, { itemCount }) => {
    const scores = state.f32("scores", itemCount).map((score) => factor * score);
    return { retrieve: { by: "scores", scoresOf: () => ({ scores }) } };
  },
});

/** The model of its member, whose state stands behind a prefix. */
const mixed = defineModel({
  name: "mixed",
  summary: "a model of one member",
  learnsFrom: "interactions",
  options: {},
  restore: (_, state, { restoreMember }) => restoreMember("scored", { factor: 3 }, behindPrefix("member.", state)),
});

const lonely = defineModel({
  name: "lonely",
  summary: "a model whose member is not served",
  learnsFrom: "interactions",
  options: {},
  restore: (_, state, { restoreMember }) => restoreMember("unheard-of", {}, state),
});

const find = (name: string): Model | undefined => [scored, renamed, mixed, lonely].find((model) => model.name === name);
const module = await kernelModule();
const scores = Float32Array.of(1, 3, 2);

const restore = (
  name: string,
  state: ModelState,
  options: Readonly<Record<string, unknown>> = {},
  publicPart = false,
): ServedModel => {
  const surroundings = { popularity: Float32Array.of(1, 1, 1), explicit: false, publicPart, kernelModule: module };
  return restoreModel(find, name, options, state, surroundings);
};

function scoresOf({ retrieve }: ServedModel): number[] {
  if (retrieve.by !== "scores") throw new Error(`expected scores, got ${retrieve.by}`);
  return [...retrieve.scoresOf(new Uint32Array(0), new Float32Array(0), () => false).scores];
}

const failing = (code: string) => expect.objectContaining({ name: "ArtefactError", code });

describe("a model that is restored", () => {
  it("answers from its state, by its options, their defaults and what training settled", () => {
    expect(scoresOf(restore("scored", stateOf({ scores })))).toEqual([2, 6, 4]);
    expect(scoresOf(restore("scored", stateOf({ scores }), { factor: 1, offset: 5 }))).toEqual([6, 8, 7]);
  });

  it("overlooks options of how its artefact was packed, and no others", () => {
    expect(scoresOf(restore("scored", stateOf({ scores }), { keep: 20, rankingKeep: 5 }))).toEqual([2, 6, 4]);
    expect(() => restore("scored", stateOf({ scores }), { keeps: 20 })).toThrow("scored has no option keeps");
    expect(() => scored.readOptions({ offset: 1 })).toThrow("scored has no option offset; it has factor");
  });

  it("reads options by the names that its definition brings to those of the specs, from a manifest too", () => {
    expect(renamed.readOptions({ times: 4 })).toEqual({ factor: 4 });
    expect(renamed.readOptions({ times: 4, factor: 6 })).toEqual({ factor: 6 });
    expect(scoresOf(restore("renamed", stateOf({ scores }), { times: 4 }))).toEqual([4, 12, 8]);
    expect(() => renamed.readOptions({ time: 4 })).toThrow("renamed has no option time; it has factor");
  });

  it("checks options beside each other, from a manifest too", () => {
    expect(() => renamed.readOptions({ times: 3 })).toThrow("factor: expected an even number, got 3");
    expect(() => restore("renamed", stateOf({ scores }), { factor: 3 })).toThrow("expected an even number, got 3");
  });

  it("is refused by a name that is not served", () => {
    expect(() => restore("scorned", stateOf({ scores }))).toThrow(failing("unknown-model"));
    expect(() => restore("scorned", stateOf({ scores }))).toThrow(
      "model.kind: expected a model that this version serves, got scorned",
    );
  });

  it("is refused with an array that nothing asks for", () => {
    const state = stateOf({ scores, spare: Float32Array.of(1) });
    expect(() => restore("scored", state)).toThrow(failing("model-state"));
    expect(() => restore("scored", state)).toThrow(
      /^tensor model\.spare: nothing asks for it; scored cannot be served from it$/,
    );
  });

  it("is refused without an array that it needs, or with one of another length or type", () => {
    expect(() => restore("scored", new Map())).toThrow(failing("model-state"));
    expect(() => restore("scored", new Map())).toThrow(/^tensor model\.scores: expected it, but it is in none/);
    expect(() => restore("scored", stateOf({ scores: scores.subarray(1) }))).toThrow("expected 3 values, got 2");
    expect(() => restore("scored", stateOf({ scores: Float64Array.from(scores) }))).toThrow(
      "expected Float32Array, got Float64Array",
    );
  });

  it("is in private files where an array is missing and only the public ones were read", () => {
    expect(() => restore("scored", new Map(), {}, true)).toThrow(failing("needs-private-files"));
  });

  it("restores its members by name from their part of the state, of which nothing may be left over either", () => {
    const state = withPrefix("member.", stateOf({ scores }));
    expect(scoresOf(restore("mixed", state))).toEqual([3, 9, 6]);
    expect(() => restore("mixed", new Map([...state, ...stateOf({ scores })]))).toThrow("tensor model.scores: nothing");
    expect(() => restore("lonely", new Map())).toThrow(failing("unknown-model"));
  });
});
