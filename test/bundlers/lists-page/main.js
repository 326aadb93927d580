import { openLists } from "nearedge/browser";

const query = new URLSearchParams(location.search);
const lists = await openLists(`/artefacts/${query.get("artefact")}/`);
const { items } = await lists.recommend({ history: query.get("history").split(","), k: 10 });
document.querySelector("output").textContent = JSON.stringify(items);
