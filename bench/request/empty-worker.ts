import { Hono } from "hono";

/** A Worker that does nothing: what is left of a request's time when ours is taken away. */
const app = new Hono();
app.get("/", (context) => context.text("ok"));
// The same where static files are configured: a path that goes to the worker first, as our routes do.
app.get("/v1/empty", (context) => context.text("ok"));

export default app;
