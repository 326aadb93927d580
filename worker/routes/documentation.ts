import type { Recommender } from "../../src/serving/types.ts";
import { CONTENT_SECURITY_POLICY, docsPage } from "../docs-page.ts";
import { type ExampleFacts, exampleFacts } from "../examples/facts.ts";
import { withExamples } from "../examples/with-examples.ts";
import { type OpenApiDocument, openApiDocument } from "../openapi.ts";
import type { Ports } from "../ports.ts";
import { type Problem, problemOf } from "../problems.ts";
import { noQuery } from "../schemas/requests.ts";
import { jsonAnswer, loadedRecommender, plainExample, type Route } from "./route.ts";

const CACHE_CONTROL = "public, max-age=300";

/** What is documented: the interface, with examples of the model that answers. */
interface Documentation {
  /** undefined where none could be loaded. */
  readonly recommender: Recommender | undefined;
  readonly facts: ExampleFacts;
  readonly document: OpenApiDocument;
}

/**
 * The routes that describe the others, and themselves. The document is made at the first request for it, and again for another
 * model. Where no model can be loaded, examples name nobody's items, the page says why, and nothing is cached.
 */
export function documentationRoutes(allRoutes: () => readonly Route[]): Route[] {
  let plain: OpenApiDocument | undefined;
  const made = new WeakMap<Ports, Documentation>();
  const documentation = async (ports: Ports): Promise<Documentation & { missing: Problem | undefined }> => {
    const [recommender, missing] = await loadedRecommender(ports).then(
      (loaded) => [loaded, undefined] as const,
      (error: unknown) => [undefined, problemOf(error)] as const,
    );
    const known = made.get(ports);
    if (known && known.recommender === recommender) return { ...known, missing };
    const facts = exampleFacts(recommender, ports.showsSimilarUsers);
    plain ??= openApiDocument(allRoutes());
    const own = { recommender, facts, document: withExamples(plain, allRoutes(), facts) };
    made.set(ports, own);
    return { ...own, missing };
  };
  const common = {
    method: "GET",
    parameters: {},
    query: noQuery,
    body: undefined,
    problems: ["invalid-request"],
    examples: plainExample,
  } as const;
  return [
    {
      ...common,
      path: "/openapi.json",
      operationId: "openApiDocument",
      summary: "This interface as an OpenAPI 3.1 document.",
      answer: { mediaType: "application/json" },
      handle: async (_context, ports) => {
        const { document, missing } = await documentation(ports);
        return jsonAnswer(document, missing ? "no-store" : CACHE_CONTROL);
      },
    },
    {
      ...common,
      path: "/docs",
      operationId: "docsPage",
      summary: "This interface as a page for people.",
      answer: { mediaType: "text/html" },
      handle: async (_context, ports) => {
        const { document, facts, missing } = await documentation(ports);
        const headers = {
          "Content-Type": "text/html; charset=utf-8",
          "Content-Security-Policy": CONTENT_SECURITY_POLICY,
          "Cache-Control": missing ? "no-store" : CACHE_CONTROL,
        };
        return new Response(docsPage(document, allRoutes(), facts, missing?.message), { headers });
      },
    },
  ];
}
