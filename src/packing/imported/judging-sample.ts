import { rowIndices, selectRows } from "../../data/csr.ts";
import { type Interactions, selectInteractions, toCsr } from "../../data/interactions.ts";
import type { Fold } from "../../data/splits.ts";
import { DataError } from "../../errors.ts";
import { DEFAULT_JUDGE_USERS, type JudgeUsers } from "../../evaluation/judge-users.ts";
import { rowsWithEntries } from "../../evaluation/rows.ts";
import { sampleTestUsers } from "../../evaluation/sample-users.ts";
import { countInteractions } from "../../models/item-counts.ts";
import { judgingPart } from "../../rerankers/judging-part.ts";
import type { JudgingSample } from "./types.ts";

/** Holds out a tenth of what each user has, of at most `users`; undefined where nobody has enough. */
export function heldOutSample(
  interactions: Interactions,
  seed: number,
  users: JudgeUsers = DEFAULT_JUDGE_USERS,
): JudgingSample | undefined {
  const { fold, sampledFrom, protocol } = judgingPart("missing", interactions, seed, users);
  return sampleOf(fold, sampledFrom, protocol);
}

/** What a file of test rows asks of a model, and how many of them it cannot. */
export interface TestSample {
  readonly sample: JudgingSample;
  /** Rows of users without a history, and pairs that the history has. */
  readonly leftOut: number;
}

/**
 * The rows of `test`, over the same items as `interactions`, asked of users who are folded in by those. Throws DataError
 * `no-test-users` where no user of `test` has a history.
 */
export function givenSample(
  interactions: Interactions,
  test: Interactions,
  seed: number,
  users: JudgeUsers = DEFAULT_JUDGE_USERS,
): TestSample {
  const { userIds } = interactions;
  const histories = toCsr(interactions);
  const userOf = Int32Array.from(test.userIds.ids, (id) => userIds.indexOf(id) ?? -1);
  const isNew = (row: number): boolean => {
    const user = userOf[test.users[row]!]!;
    return user >= 0 && !rowIndices(histories, user).includes(test.items[row]!);
  };
  const rows = Uint32Array.from(test.users.keys()).filter(isNew);
  if (rows.length === 0) {
    const message =
      "--test: expected rows of users who are in --interactions, of items that they do not have there; got none";
    throw new DataError("no-test-users", `${message}; give the part that the model was not trained on`);
  }
  const kept = selectInteractions(test, rows);
  const known = { ...kept, userIds, users: kept.users.map((user) => userOf[user]!) };
  const fold: Fold = { train: interactions, test: known, name: "given" };
  const drawn = users === "all" ? undefined : sampleTestUsers(fold, users, seed);
  const isSampled = drawn !== undefined && drawn.fold !== fold;
  const sample = sampleOf(drawn?.fold ?? fold, isSampled ? drawn.testUsers : undefined, "given test");
  if (sample === undefined) throw new DataError("no-test-users", "--test: expected rows, got none");
  return { sample, leftOut: test.users.length - rows.length };
}

function sampleOf({ train, test }: Fold, sampledFrom: number | undefined, protocol: string): JudgingSample | undefined {
  const histories = toCsr(train);
  const asked = toCsr(test);
  const users = rowsWithEntries(asked);
  if (users.length === 0) return undefined;
  return {
    histories: selectRows(histories, users),
    test: selectRows(asked, users),
    trainPopularity: countInteractions(histories),
    sampledFrom,
    protocol,
  };
}
