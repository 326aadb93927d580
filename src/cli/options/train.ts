import type { Command } from "commander";
import { DEFAULT_JUDGE_USERS, type JudgeUsers } from "../../evaluation/judge-users.ts";
import { DEFAULT_TOGETHER, MAXIMUM_TOGETHER } from "../../packing/together-limits.ts";
import { collect, countOrAll, countOrNone, list, seedOption, threadsOption, transformOption } from "../arguments.ts";
import { addHeadOptions, type HeadArguments } from "./head.ts";
import { addReadingOptions, type ReadingArguments } from "./reading.ts";

export interface TrainArguments extends ReadingArguments, HeadArguments {
  readonly model: string;
  readonly set: readonly string[];
  readonly preset?: string;
  readonly network?: string;
  readonly exportNetwork?: string;
  readonly transform: readonly string[];
  readonly name?: string;
  readonly note?: string;
  readonly users: boolean;
  readonly judgeUsers: JudgeUsers;
  /** 0 for none. */
  readonly boughtTogether: number;
  readonly firstSeen?: boolean;
  readonly keep: readonly string[];
  readonly seed: number;
  readonly threads: number;
  readonly out: string;
  readonly json?: boolean;
  readonly checkpoint?: string;
  readonly resume?: boolean;
}

const HEAD_HELP =
  "blend (the mean of linear and mlp), linear, mlp, or auto for the better of them (packed when it wins on validation data), or none; behind any model that is personal, at the cost of more fits (default: auto behind implicit-als where there is enough history to judge it, else none)";

/** The options of training, shared with `npm start`. */
export function addTrainOptions(command: Command): Command {
  const described = addReadingOptions(command)
    .option("--model <name>", "the model", "implicit-als")
    .option(
      "--set <key=value>",
      "option of the model, precision=f32|int8 of its factors, or keep=N weights or neighbours an item (rankingKeep=N: those of the lists of item-knn); repeat for more",
      collect,
      [],
    );
  return addHeadOptions(described, HEAD_HELP)
    .option("--cold-items", "keep items of --items without interactions, for models of content to recommend")
    .option(...transformOption)
    .option(
      "--users",
      "pack users and their histories in private shards (the default; with --engine spark only where it is said)",
      true,
    )
    .option("--no-users", "leave users and their histories out, which are packed in private shards otherwise")
    .option(
      "--judge-users <n>",
      "users that the model is judged on before it is packed, drawn where there are more; or all",
      countOrAll,
      DEFAULT_JUDGE_USERS,
    )
    .option(
      "--bought-together <n>",
      "keep for each item the n items of the highest lift beside it, of pairs that five users or more have; or none",
      countOrNone(MAXIMUM_TOGETHER),
      DEFAULT_TOGETHER,
    )
    .option(
      "--keep <columns>",
      "columns of prose of --items to keep, to be shown with items; separated by commas",
      list,
      [],
    )
    .option("--first-seen", "keep when each item was first interacted with, for lists of the latest items")
    .option("--no-first-seen", "leave that out, which is kept where interactions have times")
    .option("--name <text>", "name of the model; the data set's by default")
    .option("--note <text>", 'what must be said wherever results on the data appear, as in "simulated customers"')
    .option(...seedOption)
    .option(...threadsOption);
}
