/** Figures on a sample of users, as the manifest has them from format version 3 on. */
import { show } from "../check.ts";
import { fail } from "./failure.ts";
import { MANIFEST_NAME } from "./format.ts";
import { type Evaluation, type Manifest, SAMPLED_FIGURES_VERSION } from "./manifest.ts";

/** Whether anything of an evaluation says that it is on a sample. */
export function isSampled({ sampledFrom, standardErrors }: Evaluation): boolean {
  return sampledFrom !== undefined || standardErrors !== undefined;
}

/**
 * Figures on a sample say from how many users it was drawn and how sure they are; before their version there are none. Throws
 * ArtefactError `manifest-field`.
 */
export function checkSampledFigures({
  formatVersion,
  evaluations,
}: Pick<Manifest, "formatVersion" | "evaluations">): void {
  for (const [index, evaluation] of evaluations.entries()) {
    if (!isSampled(evaluation)) continue;
    const fault = formatVersion < SAMPLED_FIGURES_VERSION ? tooEarly(evaluation, formatVersion) : faultOf(evaluation);
    if (fault !== undefined) fail("manifest-field", `${MANIFEST_NAME}: evaluations[${index}].${fault}`);
  }
}

function tooEarly({ sampledFrom }: Evaluation, formatVersion: number): string {
  const key = sampledFrom === undefined ? "standardErrors" : "sampledFrom";
  return `${key}: expected no such key in format version ${formatVersion}`;
}

function faultOf({ users, metrics, sampledFrom, standardErrors }: Evaluation): string | undefined {
  if (sampledFrom === undefined || sampledFrom <= users) {
    return `sampledFrom: expected more than the ${users} users of the sample, got ${show(sampledFrom)}`;
  }
  if (standardErrors === undefined) return "standardErrors: expected an object beside sampledFrom, got none";
  const stranger = Object.keys(standardErrors).find((name) => !Object.hasOwn(metrics, name));
  return stranger === undefined ? undefined : `standardErrors: expected names of its metrics, got ${show(stranger)}`;
}
