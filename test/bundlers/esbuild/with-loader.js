import { loadRecommender } from "nearedge/browser";
import kernels from "nearedge/kernels.wasm";
import headBinary from "nearedge/tfjs-backend-wasm-simd.wasm";

const query = new URLSearchParams(location.search);
const show = (answer) => {
  document.querySelector("output").textContent = JSON.stringify(answer);
};
loadRecommender(`/artefacts/${query.get("artefact")}/`, { kernels, headBinary })
  .then((recommender) => recommender.recommend({ history: query.get("history").split(","), k: 10 }))
  .then(show, (error) => show({ error: String(error) }));
