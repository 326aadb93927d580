import type { Browser, Page, Response } from "playwright-core";

/** A page in a browser, and what became of it. */
export interface Visit {
  readonly page: Page;
  /** Errors of the console, exceptions nobody caught, requests that failed or were answered with 400 or above. */
  readonly problems: readonly string[];
  /** All answers, in the order of their arrival. */
  readonly answers: readonly Response[];
}

/** No site has one here, and browsers ask for it all the same. */
const isIcon = (address: string): boolean => address.endsWith("/favicon.ico");

/** Opens the page at `address` with a fresh profile, hands it to `use`, and closes it. */
export async function visiting<T>(
  browser: Browser,
  address: string | URL,
  use: (visit: Visit) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const problems: string[] = [];
    const answers: Response[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !isIcon(message.location().url)) problems.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => problems.push(`uncaught: ${error}`));
    page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}: ${request.failure()?.errorText}`));
    page.on("response", (response) => {
      answers.push(response);
      if (response.status() >= 400 && !isIcon(response.url())) problems.push(`${response.status()}: ${response.url()}`);
    });
    await page.goto(String(address));
    return await use({ page, problems, answers });
  } finally {
    await context.close();
  }
}
