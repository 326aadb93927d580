import type { Interactions } from "../data/interactions.ts";
import { type Fold, splitForValidation } from "../data/splits.ts";
import { DEFAULT_JUDGE_USERS, type JudgeUsers } from "./judge-users.ts";
import { sampleTestUsers } from "./sample-users.ts";

/** Share of each user's interactions that judges what is packed; nothing is fitted to it before the last fit. */
export const JUDGING_FRACTION = 0.1;
/** List length of the metrics that decide. */
export const JUDGING_K = 10;

/** What judges a model: it is fitted to train, and asked about the users of test. */
export interface HoldOut {
  readonly fold: Fold;
  /** Users who have something held out, where those of test are a sample of them. */
  readonly sampledFrom: number | undefined;
}

/**
 * Holds out a tenth of the interactions of everybody who has enough of them, and draws at most `users` to be judged on: the
 * same ones for every model. The train part is the same, whatever `users` is.
 */
export function holdOut(interactions: Interactions, seed: number, users: JudgeUsers = DEFAULT_JUDGE_USERS): HoldOut {
  const whole = splitForValidation(interactions, JUDGING_FRACTION, seed);
  if (users === "all") return { fold: whole, sampledFrom: undefined };
  const { fold, testUsers } = sampleTestUsers(whole, users, seed);
  return { fold, sampledFrom: fold === whole ? undefined : testUsers };
}
