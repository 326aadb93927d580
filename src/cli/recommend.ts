import { OptionsError } from "../errors.ts";
import { parseAttributes, parseFilter, printAnswer } from "./answer.ts";
import { idList } from "./arguments.ts";
import { type PersonArguments, readPerson } from "./history.ts";
import { interruptible } from "./interrupt.ts";
import type { BulkArguments } from "./recommend-users.ts";

export interface RecommendArguments extends PersonArguments, BulkArguments {
  readonly attributes?: string;
  readonly vector?: string;
  readonly request?: string;
  readonly likes?: string;
  readonly dislikes?: string;
  readonly explain?: boolean;
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
  const whole = given.request === undefined ? {} : await (await import("./request.ts")).readRequest(given.request);
  const examples = {
    ...(given.likes === undefined ? {} : { likes: idList(given.likes) }),
    ...(given.dislikes === undefined ? {} : { dislikes: idList(given.dislikes) }),
  };
  const isDescribed =
    attributes !== undefined || given.request !== undefined || given.likes !== undefined || given.vector !== undefined;
  const person = readPerson(given, isDescribed);
  const vector = given.vector === undefined ? undefined : await (await import("./vector.ts")).readVector(given.vector);
  const filter = parseFilter(given.filter);
  const { loadRecommender } = await import("../load-recommender.ts");
  const recommender = await loadRecommender(folder);
  const answer = recommender.recommend({
    ...whole,
    ...(person.userId === undefined ? {} : { userId: person.userId }),
    ...(person.history === undefined ? {} : { history: person.history }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(vector === undefined ? {} : { vector }),
    ...examples,
    ...(given.explain ? { explain: true } : {}),
    ...(given.exclude === undefined ? {} : { exclude: idList(given.exclude) }),
    k: whole.k ?? given.k,
    ...(filter === undefined ? {} : { filter }),
    ...(given.boost === undefined ? {} : { boost: given.boost }),
    ...(given.now === undefined ? {} : { now: given.now }),
    ...(given.rerank ? {} : { rerank: false }),
  });
  printAnswer(recommender, answer, given.json);
}

/** Lists for many are those of users of the training data. */
function checkNobody(given: RecommendArguments): void {
  const other = (["user", "history", "ratings", "attributes", "vector", "likes", "dislikes"] as const).find(
    (name) => given[name] !== undefined,
  );
  if (other === undefined) return;
  throw new OptionsError(
    "users-and-person",
    `--users: expected it without --${other}, which is about one person; got both`,
  );
}
