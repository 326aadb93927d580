/** What `implicit` and Spark call options that have another name here. */
const NAMES_HERE: Readonly<Record<string, string>> = {
  alpha: "confidence",
  regParam: "regularization",
  reg: "regularization",
  lambda: "regularization",
  rank: "factors",
  maxIter: "epochs",
  iterations: "epochs",
  nonnegative: "nonNegative",
};

/** Ends a message about an unknown option: ` (alpha is called confidence here)`; empty unless that name is among the known ones. */
export function calledHere(given: string, known: readonly string[]): string {
  const name = Object.hasOwn(NAMES_HERE, given) ? NAMES_HERE[given] : undefined;
  return name !== undefined && known.includes(name) ? ` (${given} is called ${name} here)` : "";
}
