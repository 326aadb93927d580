import type { output } from "zod/mini";
import type { ItemDetails } from "../../src/serving/types.ts";
import { unknownItem } from "../../src/serving/unknown-item.ts";
import type { itemAnswer } from "../schemas/answers.ts";
import { noQuery } from "../schemas/requests.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

/** Everything that the artefact says of one item. */
export const itemDetails: Route = {
  method: "GET",
  path: "/v1/items/{itemId}",
  operationId: "item",
  summary: "Describes one item: its title, its popularity and its attributes.",
  parameters: { itemId: "The item's id, as in the interactions; percent-encoded." },
  query: noQuery,
  body: undefined,
  answer: { schema: "Item" },
  problems: ["invalid-request", "unknown-item", "model-unavailable"],
  examples: ({ items: [itemId] }) => [{ name: "popular-item", summary: "A popular item", parameters: { itemId } }],
  async handle(context, ports) {
    const recommender = await loadedRecommender(ports);
    const itemId = context.req.param("itemId") ?? "";
    const details = recommender.item(itemId);
    if (!details) throw unknownItem(itemId, recommender.itemIds());
    const { name, version } = recommender.manifest;
    return jsonAnswer({ model: { name, version }, item: described(details) }, "public, max-age=60");
  },
};

function described({ categories, texts, ...details }: ItemDetails): output<typeof itemAnswer>["item"] {
  const lists = Object.entries(categories).map(([name, values]): [string, string[]] => [name, [...values]]);
  return {
    ...details,
    ...(texts ? { texts: { ...texts } } : {}),
    numbers: { ...details.numbers },
    categories: Object.fromEntries(lists),
  };
}
