import * as z from "zod/mini";
import { STRATEGIES } from "../../src/serving/strategies.ts";
import { becauseSchema, explainsSchema } from "./explain.ts";

const count = z.int().check(z.minimum(0));
const option = z.union([z.number(), z.string(), z.boolean()]);
const options = z.record(z.string(), option);
const numbers = z.record(z.string(), z.number());

const modelReference = z.object({
  name: z.string(),
  version: z.string().check(z.describe("Changes whenever the artefact's content does.")),
});

const fallback = z.object({
  reason: z.enum(["unknown-user", "empty-history", "no-known-items", "no-signal", "model-not-personal", "no-vector"]),
  message: z.string(),
});

const unknownItemIds = z
  .array(z.string())
  .check(z.describe("Item ids of the request, excluded ones too, that the model does not know; they had no effect."));

const work = z
  .object({ itemsScored: count, itemsExcluded: count, itemsReranked: count })
  .check(z.describe("What the request cost, in items."));

const note = z.string().check(z.describe("What must be said about the data, such as: simulated audience."));

const source = z
  .enum(["popular", "similar"])
  .check(
    z.describe(
      "Nothing follows from the history for this item: it is ordered by popularity, or similar to the newest of the history " +
        "(`fill`). Absent where it follows.",
    ),
  );

const item = z.object({
  itemId: z.string(),
  score: z.number().check(z.describe("Ranks only: higher is better, comparable within one answer.")),
  source: z.optional(source),
  propensity: z
    .optional(z.number())
    .check(z.describe("The probability that this item stands at this place; there with `explore`.")),
  lift: z
    .optional(z.number())
    .check(z.describe("How many times as often users have both items as they would by chance; bought together only.")),
  together: z.optional(count).check(z.describe("How many users have both items; bought together only.")),
  firstSeen: z
    .optional(z.number())
    .check(z.describe("When it was first interacted with, seconds since 1970, UTC; latest items only.")),
  title: z.optional(z.string()),
  fields: z
    .optional(z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])))
    .check(z.describe("What it has in the columns that were asked for.")),
  because: z.optional(becauseSchema),
});

/** What a list is answered with. */
export type ListAnswer = z.output<typeof recommendationsAnswer>;

/** A list of items and how it came about. */
export const recommendationsAnswer = z.object({
  model: modelReference,
  recommendationId: z.string().check(z.meta({ format: "uuid", description: "Names this answer, for feedback." })),
  items: z.array(item).check(z.describe("Best first.")),
  fallback: z.optional(
    fallback.check(z.describe("Present when the answer is not personal: the popular items, and why.")),
  ),
  next: z
    .optional(z.string())
    .check(z.describe("The same request with it as `cursor` gives the next page; absent where this one is not full.")),
  experiment: z
    .optional(z.object({ name: z.string(), variant: z.string() }))
    .check(z.describe("The part that the user or visitor has in an experiment; there where one runs.")),
  reranked: z.boolean().check(z.describe("Whether the neural head ordered the best candidates anew.")),
  explains: z.optional(explainsSchema),
  unknownItemIds,
  work,
  note: z.optional(note),
});

const prediction = z.object({
  itemId: z.string(),
  predictedRating: z.optional(
    z.number().check(z.describe("On the scale of the ratings in the data; from a model of ratings.")),
  ),
  score: z.optional(z.number().check(z.describe("From any other model: ranks only, comparable within one answer."))),
  source: z.optional(source),
  title: z.optional(z.string()),
});

/** What is predicted of the items that were asked for. */
export const predictionsAnswer = z.object({
  model: modelReference,
  items: z.array(prediction).check(z.describe("In the order of the request, without unknown items.")),
  fallback: z.optional(
    fallback.check(z.describe("Present when the answer is not personal: what the model says of everybody, and why.")),
  ),
  unknownItemIds,
  work,
  note: z.optional(note),
});

/** What the service serves. */
export const modelAnswer = z.object({
  name: z.string(),
  version: z.string(),
  kind: z.string(),
  options,
  precision: z.enum(["f32", "int8"]),
  factorCount: count,
  head: z.nullable(
    z.object({
      kind: z.string(),
      options,
      candidateCount: count,
      hidden: z.array(count),
      factorCount: z.optional(count),
      features: z.optional(z.array(z.string())).check(z.describe("What it reads of a candidate.")),
      retrievers: z
        .optional(z.array(z.object({ kind: z.string(), options })))
        .check(z.describe("Models that find candidates beside that of the artefact.")),
      question: z
        .optional(z.enum(["next", "missing"]))
        .check(z.describe("Its labels: what came next in histories, or hidden parts of them.")),
      validation: z.optional(z.object({ lists: count, retrieval: numbers, head: numbers })),
      fittedTo: z.optional(z.string()),
    }),
  ),
  seed: z.int(),
  origin: z
    .optional(z.object({ kind: z.string(), version: z.optional(z.string()), nonNegative: z.optional(z.literal(true)) }))
    .check(z.describe("What made the item factors; absent where they were trained here.")),
  data: z.object({
    name: z.string(),
    fingerprint: z.string(),
    fingerprintKind: z.optional(z.enum(["row-sum", "item-factors"])),
    users: count,
    items: count,
    interactions: count,
    feedback: z.enum(["explicit", "implicit"]),
    note: z.string(),
    historyOrder: z.optional(z.literal("oldest-first")),
    historyValues: z.optional(z.literal("given")),
  }),
  evaluations: z.array(
    z.object({
      subject: z.string(),
      protocol: z.string(),
      part: z.enum(["validation", "test"]),
      users: count,
      metrics: numbers,
      sampledFrom: z
        .optional(count)
        .check(z.describe("How many users could have been asked, where these were drawn from them.")),
      standardErrors: z
        .optional(numbers)
        .check(z.describe("How far chance in the choice of users moves each figure; there with sampledFrom.")),
    }),
  ),
  columns: z
    .object({ categories: z.array(z.string()), numbers: z.array(z.string()), texts: z.optional(z.array(z.string())) })
    .check(z.describe("The columns of the items; a filter can name categories and numbers, `fields` all of them.")),
  capabilities: z
    .object({
      history: z.boolean(),
      rerank: z.boolean(),
      similar: z.boolean(),
      diversity: z.enum(["factors", "weights", "categories", "none"]),
      explore: z.array(z.enum(["slots", "thompson"])),
      dislikes: z
        .enum(["fold-in", "weights", "ratings", "exclusion"])
        .check(z.describe("What dislikes do beside being left out; `exclusion`: nothing.")),
      strategies: z.array(z.enum(STRATEGIES)),
      explain: z.boolean(),
      attributes: z.boolean(),
      vector: count.check(z.describe("Numbers in the `vector` of a request; 0 where it takes none.")),
      boughtTogether: z.boolean(),
      latest: z.boolean(),
    })
    .check(z.describe("Which fields of a request this model honours, and how.")),
  limits: numbers.check(z.describe("The largest request that the service takes.")),
});

/** The service runs. */
export const liveAnswer = z.object({ status: z.literal("live") });

/** The service has its model. */
export const readyAnswer = z.object({
  status: z.literal("ready"),
  model: modelReference,
  memory: z
    .object({ wasmBytes: count, headTensors: count })
    .check(z.describe("What the model holds: kernel memory and tensors of the head. Requests leave both as they are.")),
});

/** A problem document (RFC 9457). */
export const problemAnswer = z
  .object({
    type: z.string().check(z.describe("Where the problem is explained; relative to the service.")),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().check(z.describe("Stable name, for programs.")),
    errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
  })
  .check(z.describe("What is wrong with a request, or with the service (RFC 9457)."));

/** Answers to the requests of a batch. */
export const batchAnswer = z.object({
  model: modelReference,
  answers: z
    .array(
      z.union([
        z.object({ index: count, answer: recommendationsAnswer }),
        z.object({ index: count, problem: problemAnswer }),
      ]),
    )
    .check(z.describe("One for each request, in their order: an answer, or the problem that the request has.")),
});

/** What the artefact says of one item. */
export const itemAnswer = z.object({
  model: modelReference,
  item: z.object({
    itemId: z.string(),
    title: z.string().check(z.describe("Empty where there is none.")),
    popularity: z.number().check(z.describe("Its interactions in the data.")),
    categories: z.record(z.string(), z.array(z.string())),
    numbers: z.record(z.string(), z.number()).check(z.describe("Without columns in which the item has none.")),
    texts: z.optional(z.record(z.string(), z.string())).check(z.describe("Prose and addresses that training kept.")),
    image: z.optional(z.string()).check(z.describe("The address of its picture, whatever the column is called.")),
    link: z.optional(z.string()).check(z.describe("The address of its page.")),
  }),
});

/** Users who are like one user. */
export const similarUsersAnswer = z.object({
  model: modelReference,
  users: z.array(
    z.object({
      userId: z.string(),
      similarity: z.number().check(z.describe("The cosine of the two histories as sets of items, above 0.")),
      common: count.check(z.describe("Items that both have.")),
    }),
  ),
  work: z.object({ usersCompared: count }),
});
