import type { Feedback } from "../data/interactions.ts";
import { idleOptions } from "../models/idle-options.ts";
import { modelOf } from "./check-options.ts";
import { say } from "./progress.ts";
import { type Settings, typedOptions } from "./typed-options.ts";

/**
 * Says which options of a model do nothing beside the others, in any of the settings that are tried: one that another option of
 * a search turns off now and then does something.
 */
export function noteIdle(name: string, settings: readonly Settings[], feedback: Feedback): void {
  const model = modelOf(name);
  const idle = settings.map((set) => idleOptions(model, typedOptions(model, set), feedback === "explicit"));
  for (const [option, sentence] of idle[0] ?? []) {
    if (idle.every((own) => own.has(option))) say(`note: ${name}: ${sentence}`);
  }
}
