import { z } from "zod";
import { DataError } from "../../src/errors.ts";

const warnings = z.array(z.object({ code: z.string(), message: z.string() })).default([]);

/** What every command's `--json` has in common, as far as recipes read it; the rest stays in `whole`. */
const answerSchema = z.looseObject({ warnings });

/** One JSON object, as a command printed it. */
export type Answer = z.infer<typeof answerSchema>;

export function parseAnswer(text: string): Answer {
  return answerSchema.parse(JSON.parse(text));
}

const metrics = z.record(z.string(), z.number());

const losses = z.object({ epoch: z.number(), objective: z.number(), validation: z.number().optional() });

const reportSchema = z.object({
  protocol: z.string(),
  transforms: z.array(z.string()).default([]),
  results: z.array(
    z.object({
      model: z.string(),
      metrics,
      confusion: z.record(z.string(), z.number()).optional(),
      folds: z.array(z.object({ metrics, losses: z.array(losses).default([]) })).default([]),
      warnings,
    }),
  ),
});

const tunedSchema = z.object({
  model: z.string(),
  protocol: z.string(),
  validation: z.string(),
  best: z.object({ set: z.array(z.string()), validation: metrics, test: metrics, transform: z.string().optional() }),
  baseline: z.object({ model: z.string(), validation: metrics, test: metrics }),
  runs: z.array(z.object({ part: z.string(), trial: z.number(), metrics })),
});

const searchedSchema = z.object({
  model: z.string(),
  protocol: z.string().nullable(),
  validation: z.string(),
  baseline: z.object({ model: z.string(), validation: metrics }),
  runs: z.array(z.object({ part: z.string(), options: z.record(z.string(), z.string()), metrics })),
});

const profileSchema = z.looseObject({
  sizes: z.object({ users: z.number(), items: z.number(), interactions: z.number() }),
  values: z.object({ mean: z.number() }),
  reading: z.object({ uncataloguedItems: z.number(), implicitRowsDropped: z.number().optional() }),
  transformed: z.object({ pairs: z.array(z.object({ original: z.number(), transformed: z.number() })) }).optional(),
});

const similarSchema = z.object({ similar: z.array(z.object({ title: z.string(), similarity: z.number() })) });

export type Report = z.infer<typeof reportSchema>;
export type Tuned = z.infer<typeof tunedSchema>;
export type Searched = z.infer<typeof searchedSchema>;
export type Profile = z.infer<typeof profileSchema>;

/** An answer of `evaluate` or `compare`. */
export const asReport = (answer: Answer): Report => reportSchema.parse(answer);

/** An answer of `explore`. */
export const asProfile = (answer: Answer): Profile => profileSchema.parse(answer);

/** Titles that `similar-texts` found, the most similar first. */
export const similarTitles = (answer: Answer): string[] => {
  return similarSchema.parse(answer).similar.map(({ title }) => title);
};

/** An answer of `tune` with a protocol. */
export const asTuned = (answer: Answer): Tuned => tunedSchema.parse(answer);

/** The runs of any `tune`. */
export const asSearched = (answer: Answer): Searched => searchedSchema.parse(answer);

/** Warnings of the data and of the models of an answer, in that order. */
export function allWarnings(answer: Answer): { code: string; message: string }[] {
  const ofModels = z.object({ results: z.array(z.object({ warnings })) }).safeParse(answer);
  return [...answer.warnings, ...(ofModels.data?.results.flatMap((result) => result.warnings) ?? [])];
}

/** A figure that an answer must have. Throws DataError `missing-figure`: the command and the recipe do not go together. */
export function required(value: number | undefined, what: string): number {
  if (value !== undefined) return value;
  throw new DataError("missing-figure", `recipe: expected ${what} in the command's JSON, got none`);
}
