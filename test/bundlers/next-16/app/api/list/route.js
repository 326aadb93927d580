import { join } from "node:path";
import { loadRecommender } from "nearedge/node";

export async function GET(request) {
  const query = new URL(request.url).searchParams;
  const recommender = await loadRecommender(join(process.cwd(), "public/artefacts", query.get("artefact")));
  return Response.json(recommender.recommend({ history: query.get("history").split(","), k: 10 }));
}
