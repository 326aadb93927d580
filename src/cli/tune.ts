import { parseSpace } from "../evaluation/search/space.ts";
import { interruptible } from "./interrupt.ts";
import { withNetwork } from "./network-option.ts";
import { checkOutFile } from "./out-file.ts";
import { withPreset } from "./presets.ts";
import { planTune, type TuneArguments } from "./tune-plan.ts";

/** Searches for the options of a model. */
export function runTune(path: string, asked: TuneArguments, modelIsGiven: boolean): Promise<void> {
  return interruptible(async (signal) => {
    const searched = parseSpace(asked.grid, asked.space).map(({ key }) => key);
    const settled = withPreset(asked, modelIsGiven, searched);
    const given = await withNetwork(settled, modelIsGiven);
    const plan = await planTune(given);
    if (given.out !== undefined) await checkOutFile(given.out, [path, given.items]);
    // What fits and measures is loaded when there is something to search for.
    const { searchOptions } = await import("./tune-search.ts");
    await searchOptions(path, given, plan, signal);
  });
}
