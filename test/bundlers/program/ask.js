import { loadRecommender } from "nearedge/node";

const [folder, history] = process.argv.slice(2);
const recommender = await loadRecommender(folder);
console.log(JSON.stringify(recommender.recommend({ history: history.split(","), k: 10 })));
