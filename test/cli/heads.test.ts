import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema, manifestSchema, reportSchema, trainedSchema } from "./schemas.ts";
import { rows, tastes, untimed } from "./tables.ts";

const { folder, write } = temporaryFolder();
const table = tastes();
const data = [write("tastes.csv", untimed(table.interactions)), "--items", write("items.csv", table.items)];
const timed = [write("timed.csv", table.interactions), ...data.slice(1)];
/** One factor cannot tell three tastes apart: here a head wins. */
const SMALL = ["--set", "factors=1", "--set", "epochs=3"];

async function train(name: string, ...args: string[]) {
  const out = join(folder, name);
  const { answer, stderr } = await nearedgeJson(trainedSchema, ["train", ...data, ...SMALL, ...args, "--out", out]);
  const { answer: manifest } = await nearedgeJson(manifestSchema, ["inspect", out]);
  return { answer, stderr, head: manifest.head, out };
}

/** Everything in an artefact's folder. */
function bytesOf(out: string): string[] {
  return readdirSync(out)
    .sort()
    .map((name) => name + readFileSync(join(out, name), "hex"));
}

async function expectRefusal(args: readonly string[], message: string): Promise<void> {
  const { status, stdout, stderr } = await nearedge([...args, "--json"]);
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([2, ""]);
}

describe("nearedge train with a head", () => {
  it.each(["blend", "linear", "mlp"])("packs the kind %s where it is asked for", async (kind) => {
    const { head, stderr } = await train(`kind-${kind}`, "--head", kind);
    expect(head).toMatchObject({ kind, question: "missing", retrievers: [{ kind: "slim" }] });
    expect(stderr).toContain("candidates for the head, by implicit-als and slim");
    expect(stderr).toContain("on validation; packed");
  });

  it("tries all kinds for auto, and by default", async () => {
    const asked = await train("auto", "--head", "auto");
    expect(["blend", "linear", "mlp"]).toContain(asked.head?.kind);
    const labels = ["head, the mean of linear and mlp", "head, linear", "head, hidden layers of 32"];
    // Each is trained once, though the mean is made of the other two.
    for (const label of labels) expect(asked.stderr.split(label)).toHaveLength(2);
    const usual = await train("usual");
    expect(bytesOf(usual.out)).toEqual(bytesOf(asked.out));
  });

  it("packs none where none is wanted, and tries nothing", async () => {
    const { head, stderr, answer } = await train("none", "--head", "none");
    expect([head, answer.head]).toEqual([null, null]);
    expect(stderr).not.toContain("candidates for the head");
    expect(answer.evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval"]);
  });

  it("takes --rerank for --head", async () => {
    const [one, other] = [await train("head", "--head", "linear"), await train("rerank", "--rerank", "linear")];
    expect(bytesOf(other.out)).toEqual(bytesOf(one.out));
    const args = ["train", ...data, "--out", join(folder, "both"), "--head", "mlp", "--rerank", "linear"];
    await expectRefusal(args, "--rerank: expected it without --head, which says mlp; got linear [option-twice]");
  });

  it("packs the retrievers that are named, in their order", async () => {
    const { head } = await train("three", "--head", "linear", "--retrievers", "slim, implicit-als, rp3beta");
    expect(head?.retrievers?.map(({ kind }) => kind)).toEqual(["slim", "rp3beta"]);
    expect(head?.features?.filter((name) => name.endsWith(".score"))).toEqual([
      "implicit-als.score",
      "slim.score",
      "rp3beta.score",
    ]);
    const alone = await nearedgeJson(trainedSchema, [
      ...["train", ...data, ...SMALL, "--out", join(folder, "alone")],
      ...["--head", "linear", "--retrievers", "implicit-als"],
    ]);
    expect(alone.stderr).toContain("candidates for the head, by implicit-als\n");
  });

  it("packs a retriever without users, also one whose training keeps their interactions", async () => {
    const { head, out } = await train("gf-cf", "--head", "linear", "--retrievers", "gf-cf", "--no-users");
    expect(head?.retrievers).toMatchObject([{ kind: "gf-cf", options: { keep: expect.any(Number) } }]);
    const { answer } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(answer.privateFiles ?? []).toEqual([]);
  });

  it("answers from its folder, and says that it ordered anew", async () => {
    const { out } = await train("served", "--head", "linear");
    const ask = ["recommend", out, "--history", "i0,i3,i6", "--k", "5"];
    const { answer } = await nearedgeJson(answerSchema, ask);
    expect(answer).toMatchObject({ reranked: true, unknownItemIds: [] });
    expect(answer.items).toHaveLength(5);
    const plain = await nearedgeJson(answerSchema, [...ask, "--no-rerank"]);
    expect(plain.answer).toMatchObject({ reranked: false });
  });

  it("answers by retrieval where data with times say nothing of what comes next", async () => {
    const out = join(folder, "next");
    const args = ["train", ...timed, ...SMALL, "--head", "linear", "--out", out];
    const { answer } = await nearedgeJson(trainedSchema, args);
    const protocols = new Set(answer.evaluations.map(({ protocol }) => protocol));
    expect([...protocols]).toEqual(["hold-out of the last"]);
  });
});

describe("what is asked of a head in train", () => {
  const OUT = ["--out", join(folder, "refused")];

  it.each([
    ["the same retriever twice", ["--retrievers", "slim,slim"], 'got "slim,slim" [bad-retrievers]'],
    ["no retriever", ["--retrievers", ""], 'got "" [bad-retrievers]'],
    ["four", ["--retrievers", "implicit-als,slim,ease,rp3beta"], "[bad-retrievers]"],
    [
      "four with the model",
      ["--retrievers", "slim,ease,rp3beta"],
      "expected 1 to 3 different models with implicit-als",
    ],
    ["a model that is not known", ["--retrievers", "forest"], "[unknown-model]"],
    ["a model that is not personal", ["--retrievers", "popularity"], "popularity: every user gets the same list"],
    [
      "retrievers of no head",
      ["--head", "none", "--retrievers", "slim"],
      "--retrievers: expected a head that reads it",
    ],
    ["times of items for no head", ["--head", "none", "--item-times"], "--item-times: expected a head that reads it"],
    [
      "a kind that is not known",
      ["--head", "gru"],
      '--head: expected one of blend, linear, mlp, auto, none; got "gru"',
    ],
    ["a kind that is not known, by the other name", ["--rerank", "gru"], 'none; got "gru"'],
    ["a head behind one list for all", ["--model", "popularity", "--retrievers", "slim"], "[no-head]"],
  ])("is refused before data are read: %s", async (_, args, message) => {
    await expectRefusal(["train", join(folder, "nowhere.csv"), ...OUT, ...args], message);
  });

  it("is refused for a retriever that is made of users, before anything is fitted", async () => {
    const args = ["train", ...data, ...OUT, "--head", "linear", "--retrievers", "user-knn"];
    const { status, stderr } = await nearedge(args);
    expect(status).toBe(2);
    expect(stderr).toContain(
      "--retrievers: expected models that are packed without users, but user-knn is made of them; leave it out [not-packable]",
    );
    expect(stderr).not.toContain("candidates for the head");
  });

  it("fails where a head is required, and there is too little to judge it on", async () => {
    const short = write("short.csv", rows("userId,itemId", ["a,x", "a,y", "b,x", "b,z"]));
    for (const asked of [
      ["--head", "linear"],
      ["--retrievers", "slim"],
    ]) {
      const { status, stderr } = await nearedge(["train", short, ...OUT, ...asked]);
      expect(status).toBe(1);
      expect(stderr).toContain("leave the head out (--head none) [too-little-history]");
    }
  });
});

describe("nearedge evaluate with a head", () => {
  const SPLIT = ["--protocol", "random:0.2", "--seed", "1"];

  it("measures one behind the retrievers that are named", async () => {
    const args = ["evaluate", ...data, ...SPLIT, "--models", "implicit-als,implicit-als+head", "--head", "linear"];
    const set = ["--set", "implicit-als.factors=1"];
    const phasesOf = async (...more: string[]) => {
      const { answer, stderr } = await nearedgeJson(reportSchema, [...args, ...set, ...more]);
      expect(answer.results.map(({ model }) => model).slice(0, 2)).toEqual(["implicit-als", "implicit-als+head"]);
      return stderr;
    };
    expect(await phasesOf("--retrievers", "implicit-als")).toContain("candidates for the head, by implicit-als\n");
    expect(await phasesOf()).toContain("candidates for the head, by implicit-als and slim\n");
  });

  it.each([
    ["retrievers without a head", ["--models", "implicit-als", "--retrievers", "slim"], "--retrievers"],
    ["times of items without a head", ["--models", "implicit-als", "--item-times"], "--item-times"],
    ["a kind of head without one", ["--models", "implicit-als", "--head", "mlp"], "--head"],
  ])("refuses %s", async (_, args, option) => {
    await expectRefusal(
      ["evaluate", join(folder, "nowhere.csv"), ...SPLIT, ...args],
      `${option}: expected --models with NAME+head, which it is about; got implicit-als [bad-combination]`,
    );
  });

  it("refuses retrievers that a model with a head cannot have", async () => {
    const args = ["evaluate", ...data, ...SPLIT, "--models", "implicit-als+head", "--retrievers", "popularity"];
    await expectRefusal(args, "popularity: every user gets the same list");
  });
});
