import { type RouteExample, unless } from "./example.ts";
import type { ExampleFacts } from "./facts.ts";

/** The present of examples, seconds since 1970: named, so that they go on to be answered alike. */
const NOW = 1_780_000_000;
const HOUR_SECONDS = 3600;

/** For a user whose history the model holds. */
export function userExamples({ userId, filter, fields, namesUsers }: ExampleFacts): RouteExample[] {
  const whose = namesUsers
    ? "A user of the model"
    : "A user: put in an id of yours; an unknown one gets what is popular";
  return [
    { name: "plain", summary: whose, parameters: { userId, k: 5 } },
    {
      name: "filtered",
      summary: "With a filter, and facts of each item",
      parameters: { userId, k: 5, filter, fields },
    },
    {
      name: "explored",
      summary: "One place in five for another item",
      parameters: { userId, explore: { rate: 0.2, keep: 2 } },
    },
  ];
}

/** For a history in the body. */
export function personalExamples(facts: ExampleFacts): RouteExample[] {
  const { items, filter, boost, fields, textColumn, capabilities } = facts;
  const [a, b, c, d] = items;
  const history = [a, b];
  return [
    { name: "history", summary: "A person who chose two items", body: { history, k: 5 } },
    { name: "filtered", summary: "With a filter, and facts of each item", body: { history, k: 5, filter, fields } },
    { name: "boosted", summary: "Some items moved up", body: { history, k: 5, boost } },
    {
      name: "likes",
      summary: "Likes and dislikes beside the history",
      body: { history: [a], likes: [{ itemId: b, weight: 2 }], dislikes: [c], k: 5 },
    },
    {
      name: "explained",
      summary: "With reasons for each item",
      body: { history, k: 5, explain: true },
      refused: unless(capabilities?.explain, "unsupported-explain"),
    },
    {
      name: "diverse",
      summary: "Not all alike",
      body: { history, diversity: 0.5, ...(textColumn ? { limits: [{ column: textColumn, atMost: 2 }] } : {}) },
      refused: unless(capabilities && capabilities.diversity !== "none", "unsupported-diversity"),
    },
    {
      name: "nearest",
      summary: "By the nearest of what was liked",
      body: { likes: [a, b], strategy: "best", k: 5 },
      refused: unless(capabilities?.strategies.includes("best"), "unsupported-strategy"),
    },
    {
      name: "vector",
      summary: "By the factors of the person",
      body: { vector: vectorOf(capabilities?.vector || 2), history: [a], k: 5 },
      refused: unless(capabilities && capabilities.vector > 0, "unsupported-vector"),
    },
    {
      name: "rotated",
      summary: "What was shown an hour ago sinks",
      body: {
        history,
        ...{
          rotation: { rate: 0.9, halfLife: 24 * HOUR_SECONDS },
          shown: [c, d].map((itemId) => ({ itemId, at: NOW - HOUR_SECONDS })),
        },
        ...{ now: NOW, k: 5 },
      },
    },
  ];
}

/** For the order of certain items. */
export function rankExamples({ items: [a, b, c, d], fields }: ExampleFacts): RouteExample[] {
  return [
    {
      name: "three-items",
      summary: "Three items, for a person who chose another",
      body: { history: [a], items: [b, c, d] },
    },
    { name: "with-facts", summary: "With facts of each item", body: { history: [a], items: [b, c, d], fields } },
  ];
}

/** So many numbers that go down from 1. */
function vectorOf(length: number): number[] {
  return Array.from({ length }, (_, lane) => Math.round(100 / (lane + 1)) / 100);
}
