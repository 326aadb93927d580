import { cutByScore } from "./stages/cut-by-score.ts";
import { diversify } from "./stages/diversify.ts";
import { explain } from "./stages/explain.ts";
import { explore } from "./stages/explore.ts";
import { fillUp } from "./stages/fill-up.ts";
import { keepGiven } from "./stages/keep-given.ts";
import { limitValues } from "./stages/limit-values.ts";
import { listLatest } from "./stages/list-latest.ts";
import { listPopular } from "./stages/list-popular.ts";
import { listTogether } from "./stages/list-together.ts";
import { present } from "./stages/present.ts";
import { reRank } from "./stages/re-rank.ts";
import { resolveBoost } from "./stages/resolve-boost.ts";
import { resolveExclusions } from "./stages/resolve-exclusions.ts";
import { resolveFilter } from "./stages/resolve-filter.ts";
import { resolveHistory } from "./stages/resolve-history.ts";
import { resolveItem } from "./stages/resolve-item.ts";
import { resolveVector } from "./stages/resolve-vector.ts";
import { retrieveMany } from "./stages/retrieve-many.ts";
import { retrieveSimilar } from "./stages/retrieve-similar.ts";
import { rotate } from "./stages/rotate.ts";
import type { Stage } from "./stages/stage.ts";

/**
 * The way of a request from history to list. A stage is one object in one file of `stages/` and one line here; its place says
 * what it may change:
 *
 *   before `retrieve`          who asks and what may be listed: `history`, `listByVector`, `exclude`, `filter`, `boost`. What
 *                              is left out is added to `exclude` while it is little, else taken out of `filter`
 *   `retrieve` to `fillUp`     `list`, which is `width` items long: which items it has, and their scores (descending), which have
 *                              their boosts from `retrieve` on
 *   `diversify` to `explore`   the order of the list alone; scores stay with their items. A stage says by `width` among how many it
 *                              chooses. Exploration is the last: its propensities hold for the order that it leaves
 *   after `present`            `items`, as the caller sees them. Explanations add a field to each, by `history` and ids
 *
 * A stage that changes a list keeps its three arrays parallel, and items marked as popular behind those that follow from the
 * history. The first n items may not depend on how many were asked for: pages are parts of one order.
 */
export const RECOMMEND: readonly Stage[] = [
  ...[resolveFilter, resolveBoost, resolveHistory, resolveVector, resolveExclusions, retrieveMany, reRank],
  ...[rotate, cutByScore, fillUp],
  ...[diversify, limitValues, explore, present, explain],
];

/** The way of a request for the order of given items. */
export const RANK: readonly Stage[] = RECOMMEND.flatMap((stage) =>
  stage === resolveExclusions ? [stage, keepGiven] : [stage],
);

/** The way of a request for items like one item. */
export const SIMILAR: readonly Stage[] = [
  ...[resolveItem, resolveFilter, resolveBoost, resolveExclusions, retrieveSimilar],
  ...[diversify, limitValues, present],
];

/** The way of a request for the popular items. */
export const POPULAR: readonly Stage[] = [
  ...[resolveFilter, resolveBoost, resolveExclusions, listPopular],
  ...[diversify, limitValues, present],
];

/** The way of a request for items that stand beside one in the histories. */
export const TOGETHER: readonly Stage[] = [
  ...[resolveItem, resolveFilter, resolveExclusions, listTogether],
  ...[diversify, limitValues, present],
];

/** The way of a request for the newest items. */
export const LATEST: readonly Stage[] = [
  ...[resolveFilter, resolveExclusions, listLatest],
  ...[diversify, limitValues, present],
];
