/** How one route is called. */
export interface Operation {
  readonly method: "GET" | "POST";
  /** In the notation of OpenAPI. Each name in braces is an id that the method takes, in this order. */
  readonly path: string;
  /** What the method takes behind the ids. */
  readonly takes?: "query" | "body";
  /** A POST that changes nothing, so that it may be sent again; a GET never changes anything. */
  readonly reads?: true;
}

const list = (path: string): Operation => ({ method: "GET", path, takes: "query" });
const get = (path: string): Operation => ({ method: "GET", path });
const readingPost = (path: string): Operation => ({ method: "POST", path, takes: "body", reads: true });

/** Every method of the client by name: those of the engine have the engine's names. A new route is one line. */
export const OPERATIONS = {
  recommendForUser: list("/v1/users/{userId}/recommendations"),
  recommend: readingPost("/v1/recommendations"),
  rank: readingPost("/v1/rank"),
  predict: readingPost("/v1/predictions"),
  item: get("/v1/items/{itemId}"),
  similar: list("/v1/items/{itemId}/similar"),
  boughtTogether: list("/v1/items/{itemId}/bought-together"),
  popular: list("/v1/popular"),
  latest: list("/v1/latest"),
  similarUsers: list("/v1/users/{userId}/similar"),
  batch: readingPost("/v1/batch"),
  model: get("/v1/model"),
  live: get("/health/live"),
  ready: get("/health/ready"),
  openApiDocument: get("/openapi.json"),
} as const satisfies Readonly<Record<string, Operation>>;
