import { PROBLEMS, type ProblemKind } from "../problems.ts";

/** A request that the documentation shows: of the loaded model, which answers it with 200 unless it is `refused`. */
export interface RouteExample {
  /** Names it within its route, in letters and hyphens. */
  readonly name: string;
  /** What it asks for, in one line. */
  readonly summary: string;
  /** Of path and query by name, as the values that they stand for; JSON where the parameter is JSON. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The problem that this model, or this deployment, answers instead. */
  readonly refused?: ProblemKind | undefined;
}

/** The problem of what is not possible; where nothing is known of it, it is taken as possible. */
export function unless(able: boolean | undefined, kind: ProblemKind): ProblemKind | undefined {
  return able === false ? kind : undefined;
}

/** Why an example is refused, for people. */
export function refusalText(kind: ProblemKind): string {
  const { status, title } = PROBLEMS[kind];
  const source = status === 403 ? "Its operator decides (SIMILAR_USERS)." : "See capabilities of /v1/model.";
  return `Refused here with ${status} ${kind}: ${title}. ${source}`;
}

/** Those that are answered first: other tools show the first one. */
export function answeredFirst(examples: readonly RouteExample[]): RouteExample[] {
  return [...examples.filter(({ refused }) => !refused), ...examples.filter(({ refused }) => refused)];
}
