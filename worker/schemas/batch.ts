import * as z from "zod/mini";
import { MAXIMUM_BATCH } from "../../src/serving/limits.ts";
import { VERBS } from "../verbs.ts";
import { listOf } from "./elements.ts";

/** Body of a batch: each request is validated by itself, so that one that is wrong does not fail the others. */
export const batchEnvelope = z.strictObject({ requests: listOf(z.unknown(), MAXIMUM_BATCH, "requests") });

/** What the body of a batch is meant to be. */
export const batchRequest = z.strictObject({
  requests: listOf(
    z.union(Object.entries(VERBS).map(([name, { shape }]) => z.strictObject({ verb: z.literal(name), ...shape }))),
    MAXIMUM_BATCH,
    "requests",
  ).check(z.describe("Each is answered by itself, by the same version of the model.")),
});
