import { unless } from "../examples/example.ts";
import { Problem } from "../problems.ts";
import { readQuery } from "../query.ts";
import { similarUsersQuery } from "../schemas/requests.ts";
import { validate } from "../validate.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

/**
 * Users with the most similar histories, where the deployment allows it: the answer names other users, and says that they have
 * taken what this one has.
 */
export const similarUsers: Route = {
  method: "GET",
  path: "/v1/users/{userId}/similar",
  operationId: "similarUsers",
  summary: "Lists the users whose histories have most in common with one user's, where the deployment allows it.",
  parameters: { userId: "The user's id, as in the interactions; percent-encoded." },
  query: similarUsersQuery,
  body: undefined,
  answer: { schema: "SimilarUsers" },
  problems: [
    ...(["invalid-request", "similar-users-off", "unknown-user"] as const),
    ...(["unsupported-similar-users", "model-unavailable"] as const),
  ],
  examples: ({ userId, namesUsers, hasUsers }) => [
    {
      name: "like-one-user",
      summary: "Who is like one user",
      parameters: { userId, k: 5 },
      refused: unless(namesUsers, "similar-users-off") ?? unless(hasUsers, "unsupported-similar-users"),
    },
  ],
  async handle(context, ports) {
    const request = validate(similarUsersQuery, readQuery(context.req.url, similarUsersQuery));
    if (!ports.showsSimilarUsers) {
      const detail =
        "similar users: this deployment does not name other users; its operator can allow it (SIMILAR_USERS)";
      throw new Problem("similar-users-off", detail);
    }
    const recommender = await loadedRecommender(ports);
    const { users, usersCompared } = recommender.similarUsers({
      ...request,
      userId: context.req.param("userId") ?? "",
    });
    const { name, version } = recommender.manifest;
    return jsonAnswer({ model: { name, version }, users: [...users], work: { usersCompared } }, "no-store");
  },
};
