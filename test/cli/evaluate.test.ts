import { describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { reportSchema } from "./schemas.ts";
import { checkerboard, checkerboardDiagonal, tastes, untimed } from "./tables.ts";

const { write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const diagonal = write("diagonal.csv", checkerboardDiagonal());

describe("nearedge evaluate", () => {
  it("finds the withheld diagonal of the checkerboard from a given split", async () => {
    const args = ["evaluate", "--train-file", board, "--test-file", diagonal, "--at", "5,1,5"];
    const { answer } = await nearedgeJson(reportSchema, [...args, "--set", "implicit-als.factors=8"]);
    expect(answer).toMatchObject({ protocol: "given", dataset: { users: 12, items: 12, interactions: 72 } });
    const [als, ...baselines] = answer.results;
    expect(als).toMatchObject({ model: "implicit-als", options: { factors: 8 } });
    expect(als?.metrics).toMatchObject({
      "recall@1": 1,
      "ndcg@1": 1,
      "recall@5": 1,
      "precision@5": expect.closeTo(0.2),
    });
    expect(Object.keys(als?.metrics ?? {})).toHaveLength(21);
    expect(baselines.map(({ model }) => model)).toEqual(["popularity", "random"]);
    for (const { metrics } of baselines) expect(metrics["recall@1"]).toBeLessThan(1);
  });

  it("measures each model once, in the order asked for, on a random split; the same seed gives the same figures", async () => {
    const models = ["--models", "random,implicit-als,popularity,random", "--at", "5,10", "--seed", "3"];
    const args = ["evaluate", board, "--protocol", "random:0.2", ...models, "--set", "implicit-als.factors=4"];
    const [one, two] = [await nearedgeJson(reportSchema, args), await nearedgeJson(reportSchema, args)];
    expect(one.answer.results.map(({ model }) => model)).toEqual(["random", "implicit-als", "popularity"]);
    expect(one.answer.protocol).toBe("random:0.2");
    const figures = ({ answer }: typeof one) => answer.results.map(({ metrics }) => metrics);
    expect(figures(two)).toEqual(figures(one));
  });

  it("prints no ratings for behaviour, whatever the model could predict", async () => {
    const rows = checkerboard()
      .trim()
      .split("\n")
      .map((row) => row.split(",").slice(0, 2).join(","));
    const clicks = write("clicks.csv", `${rows.join("\n")}\n`);
    const args = ["evaluate", clicks, "--models", "item-knn,random", "--protocol", "random:0.2"];
    const { answer } = await nearedgeJson(reportSchema, args);
    expect(answer.results.map(({ model }) => model)).toEqual(["item-knn", "random", "popularity"]);
    for (const { metrics, timings } of answer.results) {
      expect(metrics).not.toHaveProperty("rmse");
      expect(metrics).toHaveProperty("ndcg@10");
      expect(timings).not.toHaveProperty("ratingsSeconds");
    }
  });

  it("measures retrieval and head together", async () => {
    const { interactions, items } = tastes();
    const files = [write("untimed.csv", untimed(interactions)), "--items", write("items.csv", items)];
    const models = ["--models", "implicit-als,implicit-als+head", "--set", "implicit-als.factors=1", "--seed", "1"];
    const args = ["evaluate", ...files, "--protocol", "random:0.2", ...models];
    const { answer, stderr } = await nearedgeJson(reportSchema, args);
    const [retrieval, head] = answer.results.map(({ metrics }) => metrics["ndcg@10"] ?? Number.NaN);
    expect(answer.results.map(({ model }) => model).slice(0, 2)).toEqual(["implicit-als", "implicit-als+head"]);
    expect(stderr).toMatch(/on validation; packed$/m);
    expect(head).toBeGreaterThan(retrieval ?? Number.NaN);
  });

  it("says for how many users a draw between equal times decided, in the object and on standard error", async () => {
    const rows = (time: (user: number, item: number) => number) =>
      Array.from({ length: 40 }, (_, place) => [place >> 2, place & 3] as const)
        .map(([user, item]) => `u${user},i${item},${time(user, item)}`)
        .join("\n");
    const halfTied = write(
      "half-tied.csv",
      `user,item,timestamp\n${rows((user, item) => (user < 5 && item > 1 ? 9 : item))}`,
    );
    const level = write("level.csv", `user,item,timestamp\n${rows(() => 9)}`);
    const args = ["--models", "popularity", "--protocol", "leave-last-out", "--at", "1"];
    const { answer, stderr } = await nearedgeJson(reportSchema, ["evaluate", halfTied, ...args]);
    const said = "5 of 10 test users (50.0 %) have several interactions at their latest time; leave-last-out holds one";
    expect(answer.warnings.find(({ code }) => code === "tied-times")?.message).toContain(said);
    expect(stderr).toContain(`tied-times: ${said}`);
    const refused = await nearedge(["evaluate", level, ...args]);
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toContain("expected at least two different times, but all 40 interactions have the same");
  });

  it("runs on the built-in catalogue, and says that its audience is simulated", async () => {
    const args = ["evaluate", "builtin:catalogue", "--models", "popularity", "--protocol", "random:0.2"];
    const { answer } = await nearedgeJson(reportSchema, args);
    expect(answer.note).toBe("simulated audience");
    expect(answer.results.map(({ model }) => model)).toEqual(["popularity", "random"]);
  });

  it("prints a table for people, with the protocol, and keeps progress apart", async () => {
    const { status, stdout, stderr } = await nearedge([
      "evaluate",
      board,
      "--protocol",
      "leave-last-out",
      "--models",
      "popularity",
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^12 users, 12 items, 60 interactions; protocol leave-last-out; 12 test users; seed 42\n/);
    expect(stdout).not.toContain("fitting");
    expect(stderr).toContain("popularity: fitting");
  });
});
