import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const PHONE = { width: 390, height: 844 };
export const TABLET = { width: 768, height: 1024 };
export const DESK = { width: 1440, height: 900 };

/** Any Chromium on the PATH. */
export function browserPath(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const executablePath = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (!executablePath) throw new Error("there is no Chromium: run scripts/need.sh chromium");
  return executablePath;
}

/** More arguments take something away from it. */
export function launch(...more: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", ...more],
  });
}

/** A window of somebody; whatever the page complains about fails the test. */
export async function window(browser: Browser, viewport: { width: number; height: number }) {
  const context: BrowserContext = await browser.newContext({ viewport, locale: "zh-CN", reducedMotion: "reduce" });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  return { context, page, complaints };
}

interface Violation {
  id: string;
  nodes: { target: string[] }[];
}

/** What axe finds on the page under WCAG 2.2 A and AA. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated and not added as a script: the policy of the pages allows no script from elsewhere.
  await page.evaluate(axe);
  const found = await page.evaluate(() => {
    const runner = (globalThis as unknown as { axe: { run(within: Node, options: object): Promise<{ violations: Violation[] }> } }).axe;
    // What lies behind an open dialog is half covered by it, and out of reach.
    const dialog = document.querySelector('[role="dialog"][aria-modal="true"]');
    return runner.run(dialog ?? document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
  });
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}`));
}

/** Nothing sticks out to the right. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Every page that is passed is looked at by axe, and fits the phone, the tablet and the desk. What is open stays at `last`. */
export async function looksGood(page: Page, last = DESK) {
  expect(await violations(page)).toEqual([]);
  for (const size of [PHONE, TABLET, DESK, last]) {
    await page.setViewportSize(size);
    expect(await overflow(page)).toBe(0);
  }
}
