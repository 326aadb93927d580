import * as z from "zod/mini";
import type { Recommender, RecommendResponse } from "../src/serving/types.ts";
import { recommendationAnswer } from "./answer.ts";
import type { Ports } from "./ports.ts";
import { Problem } from "./problems.ts";
import type { ListAnswer } from "./schemas/answers.ts";
import { expected, text } from "./schemas/elements.ts";
import { rankRequest } from "./schemas/rank.ts";
import { latestQuery, listQuery, plainListQuery, recommendationRequest } from "./schemas/requests.ts";
import { validate } from "./validate.ts";
import { personalAnswer, withScenario } from "./wish.ts";

/** A kind of list that can be asked for in a batch: what it takes, and how it is answered. */
interface Verb {
  readonly shape: z.core.$ZodShape;
  answer(recommender: Recommender, request: unknown, ports: Ports): Promise<ListAnswer>;
}

/** Lists of which an item says what they are like. */
const itemQuery = z.strictObject({ itemId: text, ...listQuery.shape });
const plainItemQuery = z.strictObject({ itemId: text, ...plainListQuery.shape });

/** The kinds of lists by name. A new one is one line. */
export const VERBS: Readonly<Record<string, Verb>> = {
  recommend: personal(recommendationRequest),
  rank: personal(rankRequest),
  similar: list(itemQuery, (recommender, request) => recommender.similar(request)),
  "bought-together": list(plainItemQuery, (recommender, request) => recommender.boughtTogether(request)),
  popular: list(listQuery, (recommender, request) => recommender.popular(request)),
  latest: list(latestQuery, (recommender, request) => recommender.latest(request)),
};

/** Answers a request of a batch. Throws the problem `invalid-request`, and as the engine does. */
export async function answerVerb(recommender: Recommender, request: unknown, ports: Ports): Promise<ListAnswer> {
  const { verb: name, ...fields }: Readonly<Record<string, unknown>> = Object(request);
  const known = typeof name === "string" && Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (known) return known.answer(recommender, fields, ports);
  const { error } = expected(Object.keys(VERBS).join(", "));
  const message = error({ input: name });
  throw new Problem("invalid-request", `verb: ${message}`, { errors: [{ path: "verb", message }] });
}

/** One version answers a whole batch: no experiment may choose another. */
function personal(schema: typeof recommendationRequest | typeof rankRequest): Verb {
  const { shape } = schema;
  return {
    shape,
    answer: (recommender, request, ports) => {
      const way = { shape, engine: async () => recommender, choosesModel: false };
      return personalAnswer(validate(schema, request), ports, way);
    },
  };
}

function list<Schema extends typeof plainListQuery>(
  schema: Schema,
  respond: (recommender: Recommender, request: Omit<z.output<Schema>, "scenario">) => RecommendResponse,
): Verb {
  return {
    shape: schema.shape,
    answer: async (recommender, request, ports) => {
      const wish = withScenario(validate(schema, request), schema.shape, ports);
      return recommendationAnswer(recommender, respond(recommender, wish));
    },
  };
}
