import type { Command } from "commander";

/** How a re-ranker is asked for on a command line. */
export interface HeadArguments {
  readonly head?: string;
  readonly rerank?: string;
  readonly retrievers?: string;
  readonly itemTimes?: boolean;
}

/** The options of re-rankers, where `about` says what the kind does there. */
export function addHeadOptions(command: Command, about: string): Command {
  return command
    .option("--head <kind>", about)
    .option("--rerank <kind>", "another name of --head")
    .option(
      "--retrievers <list>",
      "models that find candidates for the head, at most three with the model itself (implicit-als with slim, others with implicit-als; item-markov too where interactions have times)",
    )
    .option(
      "--item-times",
      "let the head read the age of items and their trend: under a split by user these are later rows of others",
    );
}
