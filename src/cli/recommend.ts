import { OptionsError } from "../errors.ts";
import { parseAttributes, parseFilter, printAnswer } from "./answer.ts";
import { idList } from "./arguments.ts";
import { type PersonArguments, readPerson } from "./history.ts";
import { interruptible } from "./interrupt.ts";
import type { BulkArguments } from "./recommend-users.ts";

export interface RecommendArguments extends PersonArguments, BulkArguments {
  readonly attributes?: string;
}

/** Prints what the edge would answer, or writes the lists of many users. */
export async function runRecommend(folder: string, given: RecommendArguments): Promise<void> {
  if (given.users !== undefined) {
    checkNobody(given);
    const { recommendToUsers } = await import("./recommend-users.ts");
    return interruptible((signal) => recommendToUsers(folder, given, signal));
  }
  if (given.out !== undefined) {
    throw new OptionsError(
      "needs-users",
      "--out: expected --users all or --users ID,ID beside it, for whom lists are written",
    );
  }
  const attributes = parseAttributes(given.attributes);
  const person = readPerson(given, attributes !== undefined);
  const filter = parseFilter(given.filter);
  const { loadRecommender } = await import("../load-recommender.ts");
  const recommender = await loadRecommender(folder);
  const answer = recommender.recommend({
    ...person,
    attributes,
    exclude: given.exclude === undefined ? undefined : idList(given.exclude),
    k: given.k,
    filter,
    boost: given.boost,
    now: given.now,
    rerank: given.rerank,
  });
  printAnswer(recommender, answer, given.json);
}

/** Lists for many are those of users of the training data. */
function checkNobody(given: RecommendArguments): void {
  const other = (["user", "history", "ratings", "attributes"] as const).find((name) => given[name] !== undefined);
  if (other === undefined) return;
  throw new OptionsError(
    "users-and-person",
    `--users: expected it without --${other}, which is about one person; got both`,
  );
}
