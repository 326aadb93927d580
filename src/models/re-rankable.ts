import { OptionsError } from "../errors.ts";
import type { Model } from "./define-model.ts";

/** Throws OptionsError `no-head` for a model whose lists no re-ranker can order for a user. */
export function checkReRankable({ name, isPersonal }: Pick<Model, "name" | "isPersonal">): void {
  if (isPersonal) return;
  throw new OptionsError("no-head", `${name}: every user gets the same list, which no head can order for them`);
}
