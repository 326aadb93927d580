import type { Command } from "commander";
import { collect } from "../arguments.ts";
import type { ReadingArguments } from "./reading.ts";

/** Options that say what is trained on and what is measured. */
export interface FoldArguments extends ReadingArguments {
  readonly trainFile: readonly string[];
  readonly testFile: readonly string[];
  readonly protocol?: string;
  readonly seed: number;
}

export function addFoldOptions(command: Command): Command {
  return command
    .option("--train-file <file>", "training part of a given split (with --test-file); repeat for more", collect, [])
    .option("--test-file <file>", "test part of a given split, in the same order", collect, []);
}
