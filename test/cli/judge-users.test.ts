import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { evaluationLines } from "../../src/cli/evaluation-lines.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { fingerprintInteractions } from "../../src/data/fingerprint.ts";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { holdOut } from "../../src/evaluation/hold-out.ts";
import { DEFAULT_JUDGE_USERS } from "../../src/evaluation/judge-users.ts";
import { trainArtefact } from "../../src/model-registry.ts";
import { readerOf } from "../artefact/sample.ts";

const USERS = 60;
const SAMPLE = 20;

/** Users of two tastes; every sixth has too little to be judged on. */
function taken(): Interaction[] {
  const rows: Interaction[] = [];
  for (let user = 0; user < USERS; user++) {
    const count = user % 6 === 0 ? 3 : 6 + (user % 5);
    for (let step = 0; step < count; step++) {
      const item = 2 * ((user * 7 + step) % 12) + (user % 2);
      rows.push({ userId: `u${user}`, itemId: `i${item}`, value: 1 + ((user + item) % 5) });
    }
  }
  return rows;
}

const interactions = interactionsFrom(taken(), "explicit");
const JUDGED = USERS - USERS / 6;

async function dataset(): Promise<Dataset> {
  return {
    name: "two tastes",
    note: "",
    fingerprint: await fingerprintInteractions(interactions),
    interactions,
    items: emptyItemTable(interactions.itemIds),
    users: undefined,
    report: {} as Dataset["report"],
  };
}

function shardsOf(files: readonly EncodedFile[]): string[] {
  return files.map(({ name }) => name).filter((name) => name.endsWith(".safetensors"));
}

describe("the part that judges", () => {
  it("asks everybody who has something held out where they are few, and by default up to 20,000", () => {
    expect(DEFAULT_JUDGE_USERS).toBe(20_000);
    const whole = holdOut(interactions, 1, "all");
    expect(new Set(whole.fold.test.users).size).toBe(JUDGED);
    expect(holdOut(interactions, 1)).toEqual(whole);
    expect(holdOut(interactions, 1, JUDGED)).toEqual(whole);
    expect(whole.sampledFrom).toBeUndefined();
  });

  it("draws users where there are more, and trains on what it would train on without", () => {
    const [whole, sample] = [holdOut(interactions, 1, "all"), holdOut(interactions, 1, SAMPLE)];
    expect(sample.sampledFrom).toBe(JUDGED);
    expect(new Set(sample.fold.test.users).size).toBe(SAMPLE);
    expect(sample.fold.train).toEqual(whole.fold.train);
  });
});

describe.each([
  ["implicit-als", { factors: 2, epochs: 2 }],
  ["item-knn", {}],
  ["biased-mf", { factors: 2, epochs: 2 }],
] as const)("an artefact of %s that was judged on a sample", (model, options) => {
  const train = async (judgeUsers: number | "all" | undefined) => {
    const { files, evaluations } = await trainArtefact(
      await dataset(),
      { model, options, head: "none", judgeUsers },
      { seed: 3 },
    );
    return { files, evaluations, artefact: await decodeArtefact(readerOf(files)) };
  };

  it("is the same model as one judged on everybody, and says whom it asked and how sure its figures are", async () => {
    const [whole, sample] = [await train("all"), await train(SAMPLE)];
    expect(shardsOf(sample.files)).toEqual(shardsOf(whole.files));
    expect(sample.artefact.manifest.evaluations).toEqual(sample.evaluations);
    expect(sample.evaluations.map(({ subject }) => subject)).toEqual(whole.evaluations.map(({ subject }) => subject));
    for (const { users, sampledFrom, metrics, standardErrors = {} } of sample.evaluations) {
      expect([users, sampledFrom]).toEqual([SAMPLE, JUDGED]);
      const uncertain = Object.keys(metrics).filter((name) => !name.startsWith("coverage@"));
      expect(Object.keys(standardErrors)).toEqual(uncertain);
      for (const name of uncertain) expect(standardErrors[name]).toBeGreaterThanOrEqual(0);
    }
    const popularity = sample.evaluations.find(({ subject }) => subject === "popularity");
    expect(popularity?.standardErrors?.["ndcg@10"]).toBeGreaterThan(0);
  });

  it("is byte for byte the one without a sample where there are no more users than that", async () => {
    const [whole, plenty] = [await train("all"), await train(undefined)];
    expect(plenty.files).toEqual(whole.files);
    for (const evaluation of plenty.evaluations) {
      expect(Object.keys(evaluation)).toEqual(["subject", "protocol", "part", "users", "metrics"]);
    }
  });
});

describe("the number of users to judge on", () => {
  it.each([
    [0, "judgeUsers: expected an integer from 1 to 4294967295, got 0"],
    [2.5, "judgeUsers: expected an integer from 1 to 4294967295, got 2.5"],
  ])("cannot be %s", async (judgeUsers, message) => {
    await expect(trainArtefact(await dataset(), { model: "item-knn", judgeUsers })).rejects.toThrow(message);
  });
});

describe("the lines of figures", () => {
  const evaluation = {
    subject: "retrieval",
    protocol: "hold-out per user:0.1",
    part: "validation",
    users: 20_000,
    metrics: { "ndcg@10": 0.31254, "coverage@10": 0.5 },
  } as const;

  it("say of how many users a sample is, and how sure its figures are", () => {
    const sampled = { ...evaluation, sampledFrom: 138_493, standardErrors: { "ndcg@10": 0.00121 } };
    expect(evaluationLines([sampled])).toEqual([
      "retrieval        ndcg@10 0.3125 ± 0.0012  coverage@10 0.5000  (validation, hold-out per user:0.1, 20,000 of 138,493 users)",
    ]);
  });

  it("say how many users there are where everybody was asked", () => {
    expect(evaluationLines([evaluation])).toEqual([
      "retrieval        ndcg@10 0.3125  coverage@10 0.5000  (validation, hold-out per user:0.1, 20000 users)",
    ]);
  });
});
