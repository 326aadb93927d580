import { setImmediate } from "node:timers/promises";
import { Command } from "commander";
import { openDataset } from "../data/open-dataset.ts";
import { type DataProfile, profileDataset } from "../data/profile.ts";
import { parseTransform } from "../data/transforms.ts";
import { addReadingOptions, filtered, openOptions, type ReadingArguments, transformOption } from "./arguments.ts";
import { interruptible } from "./interrupt.ts";
import { checkOutFile, writeOutFile } from "./out-file.ts";
import { say } from "./progress.ts";
import { readingJson } from "./reading-lines.ts";
import { describeDataset } from "./train.ts";

interface ExploreArguments extends ReadingArguments {
  readonly out: string;
  readonly transform: readonly string[];
  readonly userIds: boolean;
  readonly json?: boolean;
}

/** `nearedge explore`: what the data looks like before a model is trained on it, as a report to look at. */
export function exploreCommand(): Command {
  return addReadingOptions(new Command("explore"))
    .description(
      "Describe interactions in a report that opens offline: sizes, distributions, long tail, suspicious users.",
    )
    .argument("<interactions>", "file, folder or pattern of interactions, - for standard input, or builtin:catalogue")
    .requiredOption("--out <file>", "report to write, one HTML file; replaced when it is there")
    .option(...transformOption)
    .option("--no-user-ids", "leave out the ids of suspicious users, in the report and in --json")
    .option("--json", "print the profile as one JSON object, in place of a summary")
    .addHelpText("after", "\nExample:\n  nearedge explore builtin:catalogue --out report.html")
    .action((path: string, given: ExploreArguments) => interruptible((signal) => runExplore(path, given, signal)));
}

async function runExplore(path: string, given: ExploreArguments, signal: AbortSignal): Promise<void> {
  const transforms = given.transform.map(parseTransform);
  await checkOutFile(given.out, [path, given.items]);
  const dataset = await filtered(await openDataset(path, openOptions(given, signal)), given);
  describeDataset(dataset);
  const profile = profileDataset(dataset, { transforms, userIds: given.userIds });
  await hearInterrupts(signal);
  // The charting library takes longer to import than everything else here: only who draws pays for it.
  const [{ exploreReport }, { renderReport }] = await Promise.all([
    import("../evaluation/reports/explore-report.ts"),
    import("../evaluation/reports/page.ts"),
  ]);
  const page = await renderReport(exploreReport(profile));
  await hearInterrupts(signal);
  await writeOutFile(given.out, page);
  process.stdout.write(
    given.json
      ? `${JSON.stringify({ ...profile, ...readingJson(dataset.report) })}\n`
      : `${summaryLines(profile).join("\n")}\n`,
  );
  say(`${given.out}: the report, ${page.length} characters; open it in a browser`);
}

/**
 * Throws the signal's reason when there was a Ctrl-C during a computation: it waits until the event loop polls. The first
 * turn may end without that, when it begins behind the poll.
 */
async function hearInterrupts(signal: AbortSignal): Promise<void> {
  await setImmediate();
  await setImmediate();
  signal.throwIfAborted();
}

/** The profile in a few lines; the report has the rest. */
function summaryLines(profile: DataProfile): string[] {
  const { sizes, timestamps, perUser, perItem, longTail, suspiciousUsers } = profile;
  const found = suspiciousUsers.filter(({ users }) => users > 0);
  const times =
    timestamps.first === undefined
      ? "none"
      : `${timestamps.first} to ${timestamps.last}, known for ${percent(timestamps.share)}`;
  return [
    `${profile.name}${profile.note ? ` (${profile.note})` : ""}`,
    `sizes       ${sizes.users} users, ${sizes.items} items, ${sizes.interactions} interactions (${profile.feedback})`,
    `density     ${percent(sizes.density)} of all pairs are known, ${percent(sizes.sparsity)} are not`,
    `times       ${times}`,
    ...valueLines(profile),
    `per user    ${perUser.quantiles.minimum} to ${perUser.quantiles.maximum} interactions, median ${perUser.quantiles.median}`,
    `per item    ${perItem.quantiles.minimum} to ${perItem.quantiles.maximum} interactions, median ${perItem.quantiles.median}`,
    `long tail   Gini ${figure(longTail.gini)}; ${longTail.top.map((top) => `top ${top.percent} % of items: ${percent(top.interactionShare)}`).join(", ")}`,
    `suspicious  ${found.map(({ title, users }) => `${title.toLowerCase()}: ${users} ${users === 1 ? "user" : "users"}`).join(", ") || "nobody"}`,
  ];
}

/** Behaviour has no ratings: what counts is called so, and where every value is 1 there is nothing to say. */
function valueLines({ feedback, values }: DataProfile): string[] {
  if (feedback === "implicit" && values.distinct === 1) return [];
  const { minimum, maximum, mean, median, standardDeviation } = values;
  return [
    `${feedback === "implicit" ? "counts" : "values"}      ${figure(minimum)} to ${figure(maximum)}, mean ${figure(mean)}, ` +
      `median ${figure(median)}, standard deviation ${figure(standardDeviation)}`,
  ];
}

const figure = (value: number): string => String(Number(value.toPrecision(4)));

/** A share in percent, with enough digits for sparse data: `1.7 %`, `0.084 %`. */
const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
