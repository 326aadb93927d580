import { setImmediate } from "node:timers/promises";
import { type DataProfile, profileDataset } from "../data/profile.ts";
import { parseTransform } from "../data/transforms.ts";
import { describeDataset } from "./describe-dataset.ts";
import { interruptible } from "./interrupt.ts";
import { openOptions } from "./open-options.ts";
import type { ReadingArguments } from "./options/reading.ts";
import { checkOutFile, writeOutFile } from "./out-file.ts";
import { say } from "./progress.ts";
import { readDataset } from "./read-dataset.ts";
import { readingJson } from "./reading-lines.ts";

export interface ExploreArguments extends ReadingArguments {
  readonly out: string;
  readonly transform: readonly string[];
  readonly userIds: boolean;
  readonly json?: boolean;
}

/** Describes interactions in a report to look at. */
export function runExplore(path: string, given: ExploreArguments): Promise<void> {
  return interruptible((signal) => explore(path, given, signal));
}

async function explore(path: string, given: ExploreArguments, signal: AbortSignal): Promise<void> {
  const transforms = given.transform.map(parseTransform);
  openOptions(given);
  await checkOutFile(given.out, [path, given.items]);
  const dataset = await readDataset(path, given, { signal });
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
