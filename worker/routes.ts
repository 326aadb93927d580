import { batch } from "./routes/batch.ts";
import { documentationRoutes } from "./routes/documentation.ts";
import { itemDetails } from "./routes/items.ts";
import { boughtTogether, latestItems, popularItems, similarItems } from "./routes/lists.ts";
import { predictions } from "./routes/predictions.ts";
import { historyRecommendations, rankedItems, userRecommendations } from "./routes/recommendations.ts";
import type { Route } from "./routes/route.ts";
import { similarUsers } from "./routes/similar-users.ts";
import { live, model, ready } from "./routes/status.ts";

/** Every route of the service, in the order of its documentation. */
export const ROUTES: readonly Route[] = [
  userRecommendations,
  historyRecommendations,
  rankedItems,
  predictions,
  itemDetails,
  similarItems,
  boughtTogether,
  popularItems,
  latestItems,
  similarUsers,
  batch,
  model,
  live,
  ready,
  ...documentationRoutes(() => ROUTES),
];
