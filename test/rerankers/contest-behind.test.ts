import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { TrainingError } from "../../src/errors.ts";
import { contestBehind } from "../../src/rerankers/contest-behind.ts";
import type { Question } from "../../src/rerankers/question.ts";
import type { WantedReranker } from "../../src/rerankers/wanted-reranker.ts";
import { pairsOf, recordingPlan } from "./recording-plan.ts";

const list = Array.from({ length: 20 * 16 }, (_, at) => ({ user: at % 20, item: Math.floor(at / 20) }))
  .filter(({ user, item }) => (user * 7 + item * 5) % 9 < 6)
  .map(({ user, item }, timestamp) => ({ userId: `u${user}`, itemId: `i${item}`, timestamp }));
const interactions = interactionsFrom(list, "implicit");
const items = emptyItemTable(interactions.itemIds);

/** A head that leaves all lists as they are; it keeps what it was trained on. */
function idle() {
  const featureNames: (readonly string[])[] = [];
  const metrics = { "ndcg@10": 0.5 };
  const kind: WantedReranker["kinds"][number] = {
    definition: {
      name: "idle",
      summary: "",
      options: {},
      restore: async (_, { features = [] }) => ({
        score: ({ count, features: rows }) =>
          Float32Array.from({ length: count }, (_, row) => rows[row * features.length]!),
        memory: () => ({ tensors: 0, bytes: 0 }),
        dispose: () => undefined,
      }),
    },
    trials: [
      {
        label: "idle",
        train: async (examples) => {
          featureNames.push(examples.featureNames);
          const validation = { lists: 1, retrieval: metrics, head: metrics };
          const shape = { candidateCount: examples.candidateCount, hidden: [], features: examples.featureNames };
          return {
            manifest: { kind: "idle", options: {}, ...shape, validation },
            weights: new Map(),
            gains: Float64Array.of(0),
          };
        },
      },
    ],
    startBackend: async () => undefined,
  };
  return { kind, featureNames };
}

/** A plan without the memory that it needs. */
function tooLarge() {
  const plan = recordingPlan("large");
  let asked = 0;
  return {
    ...plan,
    asked: () => asked,
    fit: async () => {
      asked++;
      throw new TrainingError("memory-limit", "large needs 9 GiB, this machine has 1 GiB; use fewer neighbours");
    },
  };
}

function hold(
  plans: Parameters<typeof contestBehind<Awaited<ReturnType<ReturnType<typeof recordingPlan>["fit"]>>>>[0],
  {
    question = "missing" as Question,
    data = interactions,
    ...wish
  }: Partial<WantedReranker> & {
    question?: Question;
    data?: typeof interactions;
  } = {},
) {
  const phases: string[] = [];
  const { kind, featureNames } = idle();
  const wanted = { kinds: [kind], wish: "where-possible" as const, itemTimes: false, retrieversAsked: false, ...wish };
  const context = { seed: 1, threads: 1, onPhase: (phase: string) => phases.push(phase) };
  const held = contestBehind(plans, { interactions: data, items, question }, wanted, context);
  return { held, phases, featureNames };
}

describe("a contest behind retrievers", () => {
  it.each<Question>(["missing", "next"])("judges on what the question holds out: %s", async (question) => {
    const plan = recordingPlan();
    const held = await hold([plan], { question }).held;
    expect(held?.question).toBe(question);
    expect(held?.judgedOn.protocol).toBe(question === "next" ? "hold-out of the last" : "hold-out per user:0.1");
    const judging = pairsOf(held?.judgedOn.fold.test ?? interactions);
    expect(judging.size).toBeGreaterThan(15);
    for (const { train } of plan.fits) for (const pair of pairsOf(train)) expect(judging).not.toContain(pair);
    expect(held?.judged).toEqual([plan.fits.at(-1)]);
    expect(held?.winner).toBeUndefined();
    expect(held?.reranked?.metrics["ndcg@10"]).toBeDefined();
  });

  it("goes on by the first retriever alone where a second has no memory, and says so", async () => {
    const [first, large] = [recordingPlan(), tooLarge()];
    const { held, phases, featureNames } = hold([first, large]);
    expect((await held)?.judged).toHaveLength(1);
    expect(large.asked()).toBe(1);
    expect(phases).toContain(
      "candidates by poor alone: large needs 9 GiB, this machine has 1 GiB; use fewer neighbours",
    );
    expect(featureNames).toHaveLength(1);
    expect(featureNames[0]?.some((name) => name.startsWith("large"))).toBe(false);
  });

  it("does not where the retrievers were asked for by name, nor where the first has no memory", async () => {
    for (const run of [hold([recordingPlan(), tooLarge()], { retrieversAsked: true }), hold([tooLarge()])]) {
      await expect(run.held).rejects.toMatchObject({ code: "memory-limit" });
      expect(run.phases.filter((phase) => phase.includes("alone"))).toEqual([]);
    }
  });

  it("does not swallow another error of a second retriever", async () => {
    const broken = {
      ...recordingPlan("broken"),
      fit: async () => {
        throw new TrainingError("interrupted", "stopped");
      },
    };
    await expect(hold([recordingPlan(), broken]).held).rejects.toMatchObject({ code: "interrupted" });
  });

  it("is none where nobody can be judged on, and an error where a head is required", async () => {
    const data = interactionsFrom(
      list.filter(({ itemId }) => /^i[0-3]$/.test(itemId)),
      "implicit",
    );
    const { held, phases } = hold([recordingPlan()], { data, question: "next" });
    expect(await held).toBeUndefined();
    const reason = "a head needs users with at least 5 interactions to be judged on, this data has none";
    expect(phases).toEqual([`no head: ${reason}`]);
    await expect(hold([recordingPlan()], { data, wish: "required" }).held).rejects.toMatchObject({
      code: "too-little-history",
      message: `${reason}; leave the head out (--head none)`,
    });
  });
});
