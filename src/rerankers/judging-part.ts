import { rowSequence } from "../data/csr.ts";
import type { Interactions } from "../data/interactions.ts";
import { toOrderedCsr } from "../data/sequences.ts";
import { type Fold, MINIMUM_VALIDATION_HISTORY } from "../data/splits.ts";
import { type HoldOut, holdOut, JUDGING_FRACTION } from "../evaluation/hold-out.ts";
import { DEFAULT_JUDGE_USERS, type JudgeUsers } from "../evaluation/judge-users.ts";
import { sampleTestUsers } from "../evaluation/sample-users.ts";
import { selectRows } from "./cross-fitting.ts";
import type { Question } from "./question.ts";

/** What judges a head, and how the manifest calls it. */
export interface JudgingPart extends HoldOut {
  readonly protocol: string;
}

/**
 * Holds out what judges a head, by its question: of everybody who has enough interactions the last one, or a tenth of them at
 * random. At most `users` are judged on.
 */
export function judgingPart(
  question: Question,
  interactions: Interactions,
  seed: number,
  users: JudgeUsers = DEFAULT_JUDGE_USERS,
): JudgingPart {
  if (question === "missing") {
    return { ...holdOut(interactions, seed, users), protocol: `hold-out per user:${JUDGING_FRACTION}` };
  }
  const whole = lastOut(interactions);
  const protocol = "hold-out of the last";
  if (users === "all" || whole.test.users.length === 0) return { fold: whole, sampledFrom: undefined, protocol };
  const { fold, testUsers } = sampleTestUsers(whole, users, seed);
  return { fold, sampledFrom: fold === whole ? undefined : testUsers, protocol };
}

/** The last interaction of everybody with enough of them is test. */
function lastOut(interactions: Interactions): Fold {
  const matrix = toOrderedCsr(interactions);
  const lastOf = new Map<number, number>();
  for (let user = 0; user < matrix.rowCount; user++) {
    const sequence = rowSequence(matrix, user);
    const last = sequence?.at(-1);
    if (sequence && last !== undefined && sequence.length >= MINIMUM_VALIDATION_HISTORY) lastOf.set(user, last);
  }
  const isLast = (row: number): boolean => lastOf.get(interactions.users[row]!) === interactions.items[row];
  return {
    train: selectRows(interactions, (row) => !isLast(row)),
    test: selectRows(interactions, isLast),
    name: "validation",
  };
}
