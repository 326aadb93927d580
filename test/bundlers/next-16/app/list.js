import { loadRecommender } from "nearedge/browser";

/** The list that the address of a page asks for: ?artefact=NAME&history=ID,ID */
export async function list(search) {
  const query = new URLSearchParams(search);
  const recommender = await loadRecommender(`/artefacts/${query.get("artefact")}/`);
  return recommender.recommend({ history: query.get("history").split(","), k: 10 });
}
