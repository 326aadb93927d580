import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";

/** Throws OptionsError `network-shape` for a rate that leaves nothing. */
export function checkRate(at: string, rate: number): void {
  if (rate < 1) return;
  throw new OptionsError("network-shape", `${at}: expected a number below 1, got ${show(rate)}: nothing would be left`);
}
