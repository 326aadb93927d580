import type { ProblemKind } from "../problems.ts";

/** What can be wrong with a body of JSON, beside what it says. */
export const JSON_BODY_PROBLEMS = [
  "invalid-json",
  "incomplete-body",
  "body-too-large",
  "unsupported-media-type",
] as const satisfies readonly ProblemKind[];

/** What can be wrong with the fields of any list. */
export const LIST_PROBLEMS = [
  "invalid-request",
  "unknown-boost-column",
  "bad-boost",
  "unknown-filter-column",
  "bad-filter",
  "unknown-limit-column",
  "unknown-scenario",
  "unknown-field-column",
  "unsupported-diversity",
] as const satisfies readonly ProblemKind[];

/** What can be wrong with those of a personal list. */
export const PERSONAL_LIST_PROBLEMS = [
  ...LIST_PROBLEMS,
  "bad-explore",
  "unsupported-explore",
  "unsupported-fill",
  "bad-cursor",
  "cursor-gone",
  "unknown-model-name",
] as const satisfies readonly ProblemKind[];

/** What can be wrong with a body that asks for a personal list. */
export const PERSONAL_BODY_PROBLEMS = [
  ...PERSONAL_LIST_PROBLEMS,
  ...JSON_BODY_PROBLEMS,
  "bad-rotation",
  "unknown-attribute",
  "unsupported-vector",
  "bad-vector",
  "conflicting-vector",
  "conflicting-examples",
  "repeated-example",
  "unsupported-strategy",
  "unsupported-explain",
] as const satisfies readonly ProblemKind[];
