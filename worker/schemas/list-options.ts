import * as z from "zod/mini";
import { DEFAULT_K, MAXIMUM_EXCLUDE, MAXIMUM_K } from "../../src/serving/limits.ts";
import { expected, textList } from "./elements.ts";

/** The length of a list. */
export const kSchema = z
  .int(expected(`an integer from 1 to ${MAXIMUM_K}`))
  .check(
    z.minimum(1),
    z.maximum(MAXIMUM_K),
    z.meta({ description: "How many items to return; fewer come back when fewer are left.", default: DEFAULT_K }),
  );

/** Whether a head has its say. */
export const rerankSchema = z
  .boolean(expected("true or false"))
  .check(z.describe("Whether the neural head orders the best candidates anew; true where the model has a head."));

/** Items that are never listed. */
export const excludeSchema = textList(MAXIMUM_EXCLUDE, "item ids").check(
  z.describe("Further item ids never to return."),
);
