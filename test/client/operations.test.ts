import { describe, expect, it } from "vitest";
import { OPERATIONS, type Operation } from "../../src/client/operations.ts";
import { ROUTES } from "../../worker/routes.ts";

/** Routes without a method of the client. */
const FOR_PEOPLE = ["GET /docs"];

const operations = Object.values<Operation>(OPERATIONS);

describe("the client", () => {
  it("has one method for each route of the service, and no other", () => {
    const methods = operations.map(({ method, path }) => `${method} ${path}`);
    expect([...methods, ...FOR_PEOPLE].toSorted()).toEqual(ROUTES.map((one) => `${one.method} ${one.path}`).toSorted());
  });

  it.each(ROUTES.filter(({ method, path }) => !FOR_PEOPLE.includes(`${method} ${path}`)))(
    "sends to $method $path what that takes",
    ({ method, path, body, query }) => {
      const operation = operations.find((one) => one.method === method && one.path === path);
      const takes = body === undefined ? "query" : "body";
      expect(operation?.takes).toBe(takes === "query" && Object.keys(query.shape).length === 0 ? undefined : takes);
    },
  );
});
