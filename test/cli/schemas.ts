/** The JSON that scripts rely on; strict, so that a new key is a decision. */
import { z } from "zod";

const modelName = z.strictObject({ name: z.string(), version: z.string().regex(/^[0-9a-f]{16}$/) });
const options = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
const share = z.number().min(0).max(1);
const ofLists = z.record(
  z.string().regex(/^(recall|precision|ndcg|map|mrr|hit-rate|diversity|popularity-bias|coverage|gini)@\d+$/),
  share,
);
const other = z.record(
  z.string().regex(/^(novelty@\d+|rmse|mae|precision|recall|f1|accuracy|roc-auc|average-precision|auc)$/),
  z.number().min(0),
);
const metrics = z.record(z.string(), z.number()).superRefine((all, context) => {
  for (const [name, value] of Object.entries(all)) {
    const known = [ofLists, other].some((schema) => schema.safeParse({ [name]: value }).success);
    if (!known) context.addIssue({ code: "custom", message: `unexpected metric ${name} = ${value}` });
  }
});
const warnings = z.array(z.object({ code: z.string(), message: z.string() }));
const timings = z.strictObject({
  fitSeconds: z.number().min(0),
  predictSeconds: z.number().min(0),
  ratingsSeconds: z.number().min(0).optional(),
  listsSeconds: z.number().min(0).optional(),
});
const count = z.int().min(0);

const losses = z
  .array(z.strictObject({ epoch: z.int().min(1), objective: z.number(), validation: z.number().optional() }))
  .min(1)
  .max(200);

/** What commands that read interactions say of the reading. */
export const readingShape = {
  read: z
    .array(
      z.strictObject({
        file: z.string(),
        table: z.enum(["interactions", "train", "test", "items", "users"]),
        columns: z.record(z.string(), z.string().nullable()),
        notUsed: z.array(z.string()),
        attributes: z
          .array(
            z.strictObject({
              name: z.string(),
              type: z.enum(["number", "category", "prose"]),
              missing: z.int().min(0),
              markers: z.array(z.string()).optional(),
            }),
          )
          .optional(),
        notes: z.array(z.string()),
        events: z.array(z.strictObject({ event: z.string(), rows: count, weight: z.number().nullable() })).optional(),
      }),
    )
    .min(1)
    .optional(),
  leftOut: z
    .strictObject({
      otherEvents: count.optional(),
      badRows: count.optional(),
      noRating: count.optional(),
      nonPositive: count.optional(),
      belowMinValue: count.optional(),
    })
    .optional(),
};

const answer = {
  model: modelName,
  fallback: z.strictObject({ reason: z.string(), message: z.string() }).optional(),
  unknownItemIds: z.array(z.string()),
  work: z.strictObject({ itemsScored: count, itemsExcluded: count, itemsReranked: count }),
  note: z.string().optional(),
};
const item = { itemId: z.string(), title: z.string().optional() };

/** `recommend` and `similar`. */
export const answerSchema = z.strictObject({
  ...answer,
  items: z.array(
    z.strictObject({
      ...item,
      score: z.number(),
      source: z.literal("popular").optional(),
      because: z.array(z.object({ share: z.number() })).optional(),
    }),
  ),
  reranked: z.boolean(),
  explains: z.enum(["retrieval", "score"]).optional(),
});

/** `predict`: ratings or scores, never both. */
export const predictionsSchema = z.strictObject({
  ...answer,
  items: z.union([
    z.array(z.strictObject({ ...item, predictedRating: z.number(), score: z.undefined().optional() })),
    z.array(
      z.strictObject({
        ...item,
        score: z.number(),
        source: z.literal("popular").optional(),
        predictedRating: z.undefined().optional(),
      }),
    ),
  ]),
});

/** `evaluate`. */
export const reportSchema = z.strictObject({
  dataset: z.strictObject({ users: count, items: count, interactions: count }),
  protocol: z.string(),
  results: z.array(
    z.strictObject({
      model: z.string(),
      options,
      metrics,
      timings,
      folds: z
        .array(
          z.strictObject({
            ...{ name: z.string(), users: count, metrics, timings },
            losses: losses.optional(),
            ...{ options: options.optional(), set: z.array(z.string()).optional(), validation: metrics.optional() },
          }),
        )
        .min(1),
      search: z
        .strictObject({ metric: z.string(), validation: share, settings: count, space: z.array(z.string()) })
        .optional(),
      warnings: warnings.min(1).optional(),
      confusion: z
        .strictObject({ truePositives: count, falsePositives: count, falseNegatives: count, trueNegatives: count })
        .optional(),
    }),
  ),
  transforms: z.array(z.string()).min(1).optional(),
  threshold: z.number().optional(),
  decideAt: z.number().optional(),
  seed: z.number().optional(),
  comparisons: z
    .array(
      z.strictObject({
        metric: z.string(),
        model: z.string(),
        against: z.string(),
        difference: z.number(),
        low: z.number(),
        high: z.number(),
        confidence: share,
      }),
    )
    .min(1)
    .optional(),
  warnings,
  note: z.string().optional(),
  ...readingShape,
});

const evaluations = z.array(
  z.strictObject({
    subject: z.enum(["popularity", "retrieval", "retrieval+head", "retrieval, cut", "retrieval, int8"]),
    protocol: z.string(),
    part: z.literal("validation"),
    users: count,
    metrics,
    sampledFrom: count.optional(),
    standardErrors: metrics.optional(),
  }),
);
const head = z
  .strictObject({
    kind: z.enum(["blend", "linear", "mlp"]),
    options,
    candidateCount: count,
    hidden: z.array(count),
    features: z.array(z.string()),
    retrievers: z.array(z.strictObject({ kind: z.string(), options })),
    question: z.enum(["next", "missing"]),
    validation: z.strictObject({ lists: count, retrieval: metrics, head: metrics }),
    fittedTo: z.string(),
  })
  .nullable();

/** `train`. */
export const trainedSchema = z.strictObject({
  out: z.string(),
  model: z.strictObject({ ...modelName.shape, kind: z.enum(["implicit-als", "popularity"]), options }),
  head,
  objective: z.number().optional(),
  losses: losses.optional(),
  evaluations,
  warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  byteLength: count,
  timings: z.strictObject({ fitSeconds: z.number().min(0) }),
  ...readingShape,
});

const shards = z.array(z.strictObject({ name: z.string(), byteLength: count, sha256: z.string() })).min(1);

const itemColumn = z.strictObject({
  name: z.string(),
  type: z.enum(["title", "number", "category"]),
  missing: count,
  values: count.optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  note: z.string().optional(),
});

/** `inspect`: the manifest, and the columns of the items. */
export const manifestSchema = z.strictObject({
  format: z.literal("nearedge-artefact"),
  formatVersion: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  ...modelName.shape,
  model: z.strictObject({ kind: z.string(), options, precision: z.enum(["f32", "int8"]), factorCount: count }),
  head,
  seed: count,
  data: z.strictObject({
    name: z.string(),
    fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
    users: count,
    items: count,
    interactions: count,
    feedback: z.enum(["explicit", "implicit"]),
    note: z.string(),
    historyOrder: z.literal("oldest-first").optional(),
  }),
  evaluations,
  columns: z.strictObject({ categories: z.array(z.string()), numbers: z.array(z.string()) }),
  files: shards,
  privateFiles: shards.optional(),
  itemColumns: z.array(itemColumn),
});
