/**
 * Rules as `run_worker_first` has them: `/v1/*`, and `!/v1/files/*` for exceptions. A path counts as it is sent and as it is
 * decoded, since files are looked for under the decoded one.
 */
export function pathMatcher(rules: readonly string[]): (path: string) => boolean {
  const exceptions = rules.filter((rule) => rule.startsWith("!")).map((rule) => expressionOf(rule.slice(1)));
  const expressions = rules.filter((rule) => !rule.startsWith("!")).map(expressionOf);
  const matches = (path: string): boolean =>
    expressions.some((one) => one.test(path)) && !exceptions.some((one) => one.test(path));
  return (path) => matches(path) || matches(decoded(path));
}

function expressionOf(rule: string): RegExp {
  const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${rule.split("*").map(literal).join(".*")}$`, "s");
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
