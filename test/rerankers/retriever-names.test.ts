import { describe, expect, it } from "vitest";
import { implicitAls } from "../../src/models/implicit-als/implicit-als.ts";
import { rp3beta } from "../../src/models/item-weights/rp3beta.ts";
import { slim } from "../../src/models/item-weights/slim.ts";
import { retrieversBeside } from "../../src/rerankers/retriever-names.ts";
import { wantedReranker } from "../../src/rerankers/wanted-reranker.ts";

const namesOf = (...asked: Parameters<typeof retrieversBeside>) =>
  retrieversBeside(...asked).map((trainer) => trainer.model.name);

describe("models that find candidates beside another", () => {
  it("are slim beside implicit-als, and implicit-als beside others, unless they are named", () => {
    expect(namesOf(implicitAls, undefined)).toEqual(["slim"]);
    expect(namesOf(slim, undefined)).toEqual(["implicit-als"]);
    expect(namesOf(rp3beta, undefined)).toEqual(["implicit-als"]);
  });

  it("have the chain over the last items among them where the question is what comes next, unless they are named", () => {
    expect(namesOf(implicitAls, undefined, "next")).toEqual(["slim", "item-markov"]);
    expect(namesOf(rp3beta, undefined, "next")).toEqual(["implicit-als", "item-markov"]);
    expect(namesOf(implicitAls, ["slim"], "next")).toEqual(["slim"]);
  });

  it("are those that are named, without the model itself, in their order", () => {
    expect(namesOf(implicitAls, ["implicit-als", "slim"])).toEqual(["slim"]);
    expect(namesOf(implicitAls, ["rp3beta", "implicit-als", "slim"])).toEqual(["rp3beta", "slim"]);
    expect(namesOf(implicitAls, ["rp3beta", "slim"])).toEqual(["rp3beta", "slim"]);
    expect(namesOf(implicitAls, ["implicit-als"])).toEqual([]);
  });

  it.each([
    ["none", [], ""],
    ["the same twice", ["slim", "slim"], "slim,slim"],
    ["the model itself twice", ["implicit-als", "implicit-als"], "implicit-als,implicit-als"],
    ["four with the model", ["slim", "rp3beta", "ease"], "slim,rp3beta,ease"],
    ["four", ["implicit-als", "slim", "rp3beta", "ease"], "implicit-als,slim,rp3beta,ease"],
  ])("are refused: %s", (_, asked, shown) => {
    expect(() => retrieversBeside(implicitAls, asked)).toThrow(
      expect.objectContaining({
        code: "bad-retrievers",
        message: `--retrievers: expected 1 to 3 different models with implicit-als, got "${shown}"`,
      }),
    );
  });

  it.each([
    ["a model that is not known", "forest", "unknown-model"],
    ["one with the same list for all", "popularity", "no-head"],
    ["one with a head", "slim+head", "unknown-model"],
  ])("are refused: %s", (_, name, code) => {
    expect(() => retrieversBeside(implicitAls, [name])).toThrow(expect.objectContaining({ code }));
  });
});

describe("what is tried behind a model", () => {
  const kindsOf = (...args: Parameters<typeof wantedReranker>) =>
    wantedReranker(...args)?.kinds.map(({ definition }) => definition.name);

  it("is every kind where the definition says so, and nothing is asked", () => {
    expect(kindsOf(implicitAls, {})).toEqual(["blend", "linear", "mlp"]);
    expect(wantedReranker(implicitAls, {})).toMatchObject({ wish: "where-possible", retrieversAsked: false });
    expect(wantedReranker(rp3beta, {})).toBeUndefined();
  });

  it("is what is asked for, and then it is required", () => {
    expect(kindsOf(rp3beta, { head: "linear" })).toEqual(["linear"]);
    expect(kindsOf(rp3beta, { head: "auto" })).toEqual(["blend", "linear", "mlp"]);
    expect(wantedReranker(rp3beta, { head: "mlp" })).toMatchObject({ wish: "required", itemTimes: false });
    expect(wantedReranker(implicitAls, { head: "none", retrievers: ["slim"] })).toBeUndefined();
    expect(() => wantedReranker(rp3beta, { head: "forest" })).toThrow(
      '--head: expected one of blend, linear, mlp, auto; got "forest"',
    );
  });

  it("is every kind where retrievers are named", () => {
    expect(kindsOf(rp3beta, { retrievers: ["slim"] })).toEqual(["blend", "linear", "mlp"]);
    expect(wantedReranker(rp3beta, { retrievers: ["slim"], itemTimes: true })).toMatchObject({
      wish: "required",
      retrieversAsked: true,
      itemTimes: true,
    });
  });
});
