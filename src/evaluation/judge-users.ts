import { checkInteger } from "../check.ts";

/** How many users a model is judged on before it is packed; with `all`, everybody who has something held out. */
export type JudgeUsers = number | "all";

/** Judging costs a list for every user and subject: with so many users figures are within a few thousandths of all. */
export const DEFAULT_JUDGE_USERS = 20_000;

/** Throws RangeError or TypeError for anything but a number from 1 or `all`. */
export function checkJudgeUsers(users: unknown): JudgeUsers {
  return users === "all" ? users : checkInteger("judgeUsers", users, 1, 0xffff_ffff);
}
