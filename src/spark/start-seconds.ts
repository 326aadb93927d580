import { show } from "../check.ts";
import { OptionsError } from "../errors.ts";

const NAME = "NEAREDGE_SPARK_START_SECONDS";

/** Seconds that a master is waited for: those of the environment, else `byDefault`. Throws OptionsError `bad-value` for no number above 0. */
export function startSeconds(byDefault: number): number {
  const text = process.env[NAME];
  const seconds = text === undefined ? byDefault : Number(text);
  if (seconds > 0) return seconds;
  throw new OptionsError(
    "bad-value",
    `${NAME}: expected a number of seconds above 0, got ${show(text)}; correct it or unset it`,
  );
}
