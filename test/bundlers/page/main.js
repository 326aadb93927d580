import { list } from "./list.js";

const show = (answer) => {
  document.querySelector("output").textContent = JSON.stringify(answer);
};
list(location.search).then(show, (error) => show({ error: String(error) }));
