import type { Suspicion, SuspiciousUser } from "../../data/profile.ts";
import { count, plural } from "./format.ts";
import type { ReportSection, ReportTable } from "./types.ts";

/** Suspicious users: the rules, the reason for each, the users found, and examples. */
export function suspicionSection(rules: readonly Suspicion[]): ReportSection {
  return {
    title: "Users worth a second look",
    paragraphs: ["A finding is a reason to look, no proof. Nobody was left out because of it."],
    tables: [
      {
        caption: "Rules",
        columns: ["rule", "found when", "users", "why look"],
        rows: rules.map(({ title, threshold, users, reason, notApplied }) => [
          title,
          threshold,
          { figure: notApplied === undefined ? count(users) : "–" },
          notApplied ?? reason,
        ]),
      },
      ...rules.filter(({ examples }) => examples.length > 0).map(examplesTable),
    ],
  };
}

function examplesTable({ title, users, examples }: Suspicion): ReportTable {
  const hasOther = examples.some(({ otherUserId }) => otherUserId !== undefined);
  const shown =
    examples.length < users
      ? `the ${examples.length} of ${count(users)} with the most interactions`
      : plural(users, "user");
  return {
    caption: `${title}: ${shown}`,
    columns: ["user", "interactions", "what was found", ...(hasOther ? ["same as user"] : [])],
    rows: examples.map((user) => [
      user.userId ?? "not named",
      { figure: count(user.interactions) },
      user.detail,
      ...(hasOther ? [otherOf(user)] : []),
    ]),
  };
}

function otherOf({ otherUserId }: SuspiciousUser): string {
  return otherUserId ?? "not named";
}
