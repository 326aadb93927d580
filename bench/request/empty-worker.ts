import { Hono } from "hono";

/** A Worker that does nothing: what is left of a request's time when ours is taken away. */
const app = new Hono();
app.get("/", (context) => context.text("ok"));

export default app;
