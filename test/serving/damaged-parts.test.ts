import { describe, expect, it } from "vitest";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { ArtefactError, RequestError } from "../../src/errors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { ModelState } from "../../src/models/state.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact, ratingsArtefact } from "./fixture.ts";
import { weightsArtefact } from "./weights-fixture.ts";

const module = await kernelModule();

function withModel(whole: Artefact, model: Partial<Artefact["manifest"]["model"]>): Artefact {
  return { ...whole, manifest: { ...whole.manifest, model: { ...whole.manifest.model, ...model } } };
}

/** The error that this throws; undefined where it throws none. */
function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("an engine is not made from an artefact", () => {
  const { options } = artefact().manifest.model;
  const { options: ofRatings } = ratingsArtefact().manifest.model;

  it.each([
    ["an option out of range", withModel(artefact(), { options: { ...options, regularization: -1 } })],
    ["an option of the wrong kind", withModel(artefact(), { options: { ...options, factors: "many" } })],
    ["an option of another model", withModel(artefact(), { options: { ...options, l1: 1 } })],
    ["the kind of another model", withModel(ratingsArtefact(), { kind: "svd", options: { ...ofRatings, l1: 1 } })],
    ["a mix that names no members", withModel(ratingsArtefact(), { kind: "hybrid" })],
  ])("with %s: the artefact is what is wrong, not the request", (_, damaged) => {
    const error = thrown(() => createRecommender(damaged, module));
    expect(error).toBeInstanceOf(ArtefactError);
    expect(error).toMatchObject({ code: "model-options" });
    expect(String(error)).toContain("manifest.model");
  });
});

describe("a scale of ratings", () => {
  const { state } = ratingsArtefact();
  const scaleOf = (...scale: [number, number, number]): ModelState =>
    new Map([...(state ?? []), ["scale", { shape: [3], values: Float64Array.from(scale) }]]);

  it.each([
    ["upside down", scaleOf(3, 5, 1)],
    ["beyond f32", scaleOf(1e308, 1e308, 1e308)],
  ])("that is %s is refused", (_, damaged) => {
    const error = thrown(() => createRecommender({ ...ratingsArtefact(), state: damaged }, module));
    expect(error).toMatchObject({ name: "ArtefactError", code: "model-state" });
  });
});

describe("numbers that overflow are never part of an answer", () => {
  const huge = weightsArtefact();
  const weights = huge.weights && { ...huge.weights, values: huge.weights.values.map(() => 3e38) };
  const overflowing = createRecommender({ ...huge, weights }, module);
  const history = ["0", "1", "2", "3", "4"];

  it("but an error of the artefact", () => {
    for (const act of [
      () => overflowing.recommend({ history }),
      () => overflowing.predict({ history, items: ["5", "6", "7", "8", "9"] }),
    ]) {
      expect(thrown(act)).toMatchObject({ name: "ArtefactError", code: "not-finite" });
    }
  });

  it("or of the values that were sent", () => {
    const sent = history.map((itemId) => ({ itemId, value: 1 }));
    const error = thrown(() => overflowing.recommend({ history: sent }));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code: "bad-history-value" });
  });

  it("nor are stored weights that no training gives", () => {
    const whole = artefact();
    const users = whole.users && {
      ...whole.users,
      histories: { ...whole.users.histories, values: whole.users.histories.values.map(() => -1) },
    };
    const engine = createRecommender({ ...whole, users }, module);
    expect(thrown(() => engine.recommend({ userId: "ann" }))).toMatchObject({ name: "ArtefactError" });
  });
});
