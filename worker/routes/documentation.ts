import { docsPage } from "../docs-page.ts";
import { type OpenApiDocument, openApiDocument } from "../openapi.ts";
import { noQuery } from "../schemas/requests.ts";
import { jsonAnswer, type Route } from "./route.ts";

const CACHE_CONTROL = "public, max-age=300";
/** The page has one inline style and nothing else. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The routes that describe the others, and themselves. The document is made at the first request for it. */
export function documentationRoutes(allRoutes: () => readonly Route[]): Route[] {
  let made: OpenApiDocument | undefined;
  const document = (): OpenApiDocument => {
    made ??= openApiDocument(allRoutes());
    return made;
  };
  const common = {
    method: "GET",
    parameters: {},
    query: noQuery,
    body: undefined,
    problems: ["invalid-request"],
  } as const;
  return [
    {
      ...common,
      path: "/openapi.json",
      operationId: "openApiDocument",
      summary: "This interface as an OpenAPI 3.1 document.",
      answer: { mediaType: "application/json" },
      handle: () => jsonAnswer(document(), CACHE_CONTROL),
    },
    {
      ...common,
      path: "/docs",
      operationId: "docsPage",
      summary: "This interface as a page for people.",
      answer: { mediaType: "text/html" },
      handle: () => {
        const headers = {
          "Content-Type": "text/html; charset=utf-8",
          "Content-Security-Policy": CONTENT_SECURITY_POLICY,
          "Cache-Control": CACHE_CONTROL,
        };
        return new Response(docsPage(document()), { headers });
      },
    },
  ];
}
