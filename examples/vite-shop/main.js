import "nearedge/element";
import { products } from "./products.js";

// The product of this page: /products/TNT-01
const id = location.pathname.split("/").pop() || products[0].id;
const product = products.find((one) => one.id === id) ?? products[0];

document.title = product.title;
const page = document.querySelector("#product");
page.querySelector("h1").textContent = product.title;
page.querySelector(".price").textContent = `€${product.price}`;
page.querySelector(".about").textContent = `${product.category}, by ${product.brand}`;
if (product.image) page.querySelector("img").src = product.image;

// What the visitor has looked at, the newest last. It never leaves the device.
const seen = JSON.parse(localStorage.getItem("seen") ?? "[]").filter((one) => one !== product.id);
seen.push(product.id);
localStorage.setItem("seen", JSON.stringify(seen.slice(-50)));

const also = document.querySelector("#also");
also.similarTo = product.id;

const forYou = document.querySelector("#for-you");
forYou.history = seen;
document.querySelector("#forget").addEventListener("click", async () => {
  localStorage.removeItem("seen");
  forYou.history = [product.id];
  await forYou.forget();
});

// What a shop measures: which place of which list was clicked.
addEventListener("near-edge-click", ({ detail }) => console.info("clicked", detail.itemId, "at place", detail.place));
