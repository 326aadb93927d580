import { OptionsError } from "../../errors.ts";
import { defineModel } from "../define-model.ts";
import { choice, following, integer, type OptionsOf } from "../option-specs.ts";
import { stackOptions } from "./layer-stack.ts";
import { checkPair, pairDefinition, pairOptions } from "./pair-options.ts";

/**
 * Dense layers over the embeddings of user and item: f(u, i) = w·h(…h([p_u q_i])) + c.
 *
 *   join=concat    the layers begin from p_u and q_i side by side; join=dot from p_u·q_i
 *   skip=before    they begin from p_u·q_i, p_u and q_i side by side
 *   skip=after     p_u·q_i, p_u and q_i stand beside what the layers give, before the last unit
 *
 * Targets, losses, and how it is served: pair-options.ts. Source: He et al. 2017, section 3.3 (the MLP of neural
 * collaborative filtering).
 */
const options = {
  /** Width of both embeddings. */
  factors: integer(1, 4096, 32),
  userFactors: following("factors", integer(1, 4096, 32)),
  itemFactors: following("factors", integer(1, 4096, 32)),
  join: choice(["concat", "dot"], "concat"),
  skip: choice(["none", "before", "after"], "none"),
  ...stackOptions("64/32", { dropout: 0.2 }),
  ...pairOptions({ learningRate: 0.001, learningRateSchedule: "cosine", batchSize: 256, epochs: 20 }),
};

/** A product needs embeddings of one width. Throws OptionsError `skip-widths`. */
function checkJoin({ join, skip, userFactors, itemFactors }: OptionsOf<typeof options>): void {
  if ((join === "concat" && skip === "none") || userFactors === itemFactors) return;
  const what = join === "dot" ? "join=dot" : `skip=${skip}`;
  throw new OptionsError(
    "skip-widths",
    `${what}: expected userFactors and itemFactors of one width, since it has their product; got ${userFactors} and ${itemFactors}`,
  );
}

export const ncfMlp = defineModel({
  ...pairDefinition,
  name: "ncf-mlp",
  summary: "dense layers over embeddings of users and items",
  learnsFrom: "interactions",
  options,
  check: (given) => {
    checkPair(given);
    checkJoin(given);
  },
});

export type NcfMlpOptions = ReturnType<typeof ncfMlp.readOptions>;
