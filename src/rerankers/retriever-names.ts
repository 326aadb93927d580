import { show } from "../check.ts";
import { OptionsError } from "../errors.ts";
import type { Model } from "../models/define-model.ts";
import { implicitAls } from "../models/implicit-als/implicit-als.ts";
import { unknownModel } from "../models/model-names.ts";
import { checkReRankable } from "../models/re-rankable.ts";
import { itemMarkov } from "../models/sequential/item-markov.ts";
import type { Trainable } from "../models/train-model.ts";
import { trainableModel } from "../models/trainable.ts";
import type { Question } from "./question.ts";

/** Models that find candidates for one head, at most: each costs a request its search. */
const MOST_RETRIEVERS = 3;

/**
 * The trainers that find candidates beside a model: those that are asked for without the model itself; or the one that the
 * definition names, or implicit-als, and what reads order where the question is what comes next. Throws OptionsError `bad-retrievers`, `unknown-model`, `no-head`.
 */
export function retrieversBeside(
  model: Pick<Model, "name" | "retrieverBeside">,
  asked: readonly string[] | undefined,
  question: Question = "missing",
): readonly Trainable[] {
  const names = asked ?? [...new Set([model.name, model.retrieverBeside ?? implicitAls.name, ...ofOrder(question)])];
  const others = names.filter((name) => name !== model.name);
  if (names.length === 0 || new Set(names).size < names.length || others.length >= MOST_RETRIEVERS) {
    throw new OptionsError(
      "bad-retrievers",
      `--retrievers: expected 1 to ${MOST_RETRIEVERS} different models with ${model.name}, got ${show(names.join(","))}`,
    );
  }
  return others.map((name) => {
    const found = trainableModel(name);
    if (!found) throw unknownModel(name);
    checkReRankable(found.model);
    return found;
  });
}

/** What comes next follows from the last items: a chain over them costs no second to train, and a request little. */
function ofOrder(question: Question): readonly string[] {
  return question === "next" ? [itemMarkov.name] : [];
}
