import * as z from "zod/mini";
import type { Recommender } from "../src/serving/types.ts";
import { recommendationAnswer } from "./answer.ts";
import { pagedAnswer } from "./paged.ts";
import type { Ports } from "./ports.ts";
import { Problem } from "./problems.ts";
import type { recommendationsAnswer } from "./schemas/answers.ts";
import { expected, text } from "./schemas/elements.ts";
import { rankRequest } from "./schemas/rank.ts";
import { latestQuery, listQuery, recommendationRequest } from "./schemas/requests.ts";
import { validate } from "./validate.ts";

/** What a list is answered with. */
export type ListAnswer = z.output<typeof recommendationsAnswer>;

/** A kind of list that can be asked for in a batch: what it takes, and how it is answered. */
interface Verb {
  /** With the field `verb`. */
  readonly schema: z.ZodMiniObject;
  answer(recommender: Recommender, request: unknown, ports: Pick<Ports, "cursors">): Promise<ListAnswer>;
}

/** The kinds of lists by name. A new one is one line. */
export const VERBS: Readonly<Record<string, Verb>> = {
  recommend: verb("recommend", recommendationRequest.shape, pagedAnswer),
  rank: verb("rank", rankRequest.shape, pagedAnswer),
  similar: verb("similar", { itemId: text, ...listQuery.shape }, async (recommender, request) =>
    recommendationAnswer(recommender, recommender.similar(request)),
  ),
  "bought-together": verb("bought-together", { itemId: text, ...listQuery.shape }, async (recommender, request) =>
    recommendationAnswer(recommender, recommender.boughtTogether(request)),
  ),
  latest: verb("latest", latestQuery.shape, async (recommender, request) =>
    recommendationAnswer(recommender, recommender.latest(request)),
  ),
  popular: verb("popular", listQuery.shape, async (recommender, request) =>
    recommendationAnswer(recommender, recommender.popular(request)),
  ),
};

/** Answers a request of a batch. Throws the problem `invalid-request`, and as the engine does. */
export async function answerVerb(
  recommender: Recommender,
  request: unknown,
  ports: Pick<Ports, "cursors">,
): Promise<ListAnswer> {
  const name = typeof request === "object" && request !== null && "verb" in request ? request.verb : undefined;
  const known = typeof name === "string" && Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (known) return known.answer(recommender, request, ports);
  const { error } = expected(Object.keys(VERBS).join(", "));
  const message = error({ input: name });
  throw new Problem("invalid-request", `verb: ${message}`, { errors: [{ path: "verb", message }] });
}

function verb<Shape extends z.core.$ZodShape>(
  name: string,
  shape: Shape,
  answer: (
    recommender: Recommender,
    request: z.output<z.ZodMiniObject<Shape>>,
    ports: Pick<Ports, "cursors">,
  ) => Promise<ListAnswer>,
): Verb {
  const own = z.strictObject(shape);
  return {
    schema: z.strictObject({ verb: z.literal(name), ...shape }),
    answer: (recommender, request, ports) => {
      const { verb: _, ...fields } = Object(request);
      return answer(recommender, validate(own, fields), ports);
    },
  };
}
