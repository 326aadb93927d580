import { loadRecommender } from "../../../src/browser.ts";
import type { RecommendRequest, RecommendResponse } from "../../../src/serving/types.ts";

/** What the test finds in the page's global scope. */
export interface EnginePage {
  recommendAll(requests: readonly RecommendRequest[]): Promise<RecommendResponse[]>;
}

const loading = loadRecommender(new URL("artefact/", document.baseURI));
const enginePage: EnginePage = {
  recommendAll: async (requests) => {
    const recommender = await loading;
    return requests.map((request) => recommender.recommend(request));
  },
};
Object.assign(globalThis, enginePage);
