import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { reportSchema } from "./schemas.ts";
import { checkerboard } from "./tables.ts";

const DATA = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const MODELS = ["--models", "implicit-als,user-item-baseline", "--set", "implicit-als.factors=4"];

describe("nearedge compare", () => {
  it("writes a page with every model, and prints what evaluate prints under the same protocol", async () => {
    const out = join(folder, "report.html");
    const { answer, stderr } = await nearedgeJson(reportSchema, [
      "compare",
      board,
      ...MODELS,
      "--folds",
      "3",
      "--out",
      out,
    ]);
    expect(answer.protocol).toBe("kfold:3");
    expect(answer.results[0]?.folds.map(({ name }) => name)).toEqual(["kfold:3/1", "kfold:3/2", "kfold:3/3"]);
    const names = answer.results.map(({ model }) => model);
    expect(names).toEqual(["implicit-als", "user-item-baseline", "popularity", "random", "global-mean"]);
    const page = readFileSync(out, "utf8");
    for (const name of names) expect(page).toContain(name);
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain("<svg");
    expect(stderr).toContain("report.html: the report");
    const lossesOf = (model: string) =>
      answer.results.find((one) => one.model === model)?.folds.map((own) => own.losses);
    expect(lossesOf("implicit-als")?.map((own) => own?.length)).toEqual([15, 15, 15]);
    expect(lossesOf("popularity")).toEqual([undefined, undefined, undefined]);
    expect(page).toMatch(/<h2>Training by epochs<\/h2>.*<h3>implicit-als<\/h3>/s);
    const evaluated = await nearedgeJson(reportSchema, ["evaluate", board, ...MODELS, "--protocol", "kfold:3"]);
    const figures = ({ results }: typeof answer) => results.map(({ metrics }) => metrics);
    expect(figures(evaluated.answer)).toEqual(figures(answer));
  });

  it("compares models with confidence intervals", async () => {
    const out = join(folder, "other.html");
    const { answer } = await nearedgeJson(reportSchema, ["compare", board, ...MODELS, "--folds", "2", "--out", out]);
    const pairs = answer.comparisons?.map(({ metric, model, against }) => `${metric}: ${model} ${against}`);
    expect(pairs).toContain("rmse: user-item-baseline global-mean");
    expect(pairs?.some((pair) => /^ndcg@10: implicit-als (popularity|random)$/.test(pair))).toBe(true);
    // A model of ratings is judged by ratings where models that only rank stand beside it.
    expect(pairs).not.toContain("ndcg@10: implicit-als user-item-baseline");
  });

  it("says in a sentence which model is best, at the end of the table and at the head of the report", async () => {
    const out = join(folder, "verdict.html");
    const { stdout } = await nearedge(["compare", board, ...MODELS, "--folds", "2", "--out", out]);
    const [ratings = "", rankings = ""] = stdout.trimEnd().split("\n").slice(-2);
    expect(ratings).toMatch(/^By rmse \(lower is better\), .*user-item-baseline \(/);
    expect(rankings).toMatch(/^By ndcg@10, .*implicit-als \(/);
    expect(readFileSync(out, "utf8")).toContain('<p class="summary">By rmse (lower is better), ');
  });

  it.each([
    ["one fold", ["--folds", "1"], "kfold", 2],
    ["folds and a protocol", ["--folds", "3", "--protocol", "random:0.2"], "expected either --folds or --protocol", 2],
    ["a model that does not exist", ["--models", "als"], "expected one of implicit-als", 2],
    ["more folds than interactions", ["--folds", "900"], "kfold:900", 1],
  ])("refuses %s before anything is written", async (_, args, message, expected) => {
    const before = readdirSync(folder);
    const { status, stdout, stderr } = await nearedge(["compare", board, "--out", join(folder, "no.html"), ...args]);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([expected, ""]);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("refuses a place where no file can be written, before the work begins", async () => {
    const inTheWay = join(folder, "folder");
    mkdirSync(inTheWay);
    for (const out of [inTheWay, join(folder, "missing", "report.html")]) {
      const { status, stderr } = await nearedge(["compare", board, "--out", out]);
      expect(stderr).toContain("--out: expected a file");
      expect(stderr).not.toContain("fitting");
      expect(status).toBe(2);
    }
  });

  it("refuses to replace what it reads", async () => {
    const kept = readFileSync(board, "utf8");
    for (const out of [board, join(folder, ".", "board.csv")]) {
      const { status, stderr } = await nearedge([
        "compare",
        board,
        "--models",
        "popularity",
        "--folds",
        "2",
        "--out",
        out,
      ]);
      expect([status, stderr]).toEqual([2, expect.stringContaining("which is read; choose another")]);
    }
    expect(readFileSync(board, "utf8")).toBe(kept);
  });

  it("writes to the file that a link leads to, and leaves a device alone", async () => {
    const [target, link] = [write("target.html", "old"), join(folder, "link.html")];
    symlinkSync(target, link);
    const args = ["compare", board, "--models", "popularity", "--folds", "2", "--out"];
    expect(await nearedge([...args, link])).toMatchObject({ status: 0 });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).toContain("<svg");
    const { status, stderr } = await nearedge([...args, "/dev/stderr"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("--out: expected a file to write")]);
  });

  it.skipIf(!existsSync(join(DATA, "ml-100k")))(
    "reaches the published errors of the user-item baseline on the official folds of ml-100k (skipped where the data set is absent)",
    async () => {
      const files = [1, 2, 3, 4, 5].flatMap((fold) => [
        ...["--train-file", join(DATA, "ml-100k", `u${fold}.base`)],
        ...["--test-file", join(DATA, "ml-100k", `u${fold}.test`)],
      ]);
      const out = join(folder, "official.html");
      const args = ["compare", ...files, "--models", "user-item-baseline", "--out", out];
      const { answer } = await nearedgeJson(reportSchema, args);
      expect(answer.protocol).toBe("given");
      expect(answer.results[0]?.folds.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((fold) => `given/${fold}`));
      expect(answer.dataset).toEqual({ users: 943, items: 1682, interactions: 100_000 });
      // Another implementation's figure on the same folds stands in test/models.
      expect(answer.results[0]?.metrics.rmse).toBeCloseTo(0.96, 1);
    },
  );
});
