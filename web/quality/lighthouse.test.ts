import { spawnSync } from "node:child_process";

import { afterAll, beforeAll, expect, test } from "vitest";

import { browserPath } from "../tests/browser";
import { type House, open } from "../tests/house";

// Fetched when it is asked for: it is large, and nothing else needs it.
const LIGHTHOUSE = "lighthouse@12.8.2";
const FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";

let house: House;
let cookie = "";
let number = "";

beforeAll(async () => {
  house = await open("sqlite");
  const body = JSON.stringify({ login: "dispatch1", password: "huisheng-demo" });
  const signed = await fetch(`${house.url}/api/v1/session`, { method: "POST", headers: { "content-type": "application/json" }, body });
  cookie = signed.headers.get("set-cookie")!.split(";")[0]!;
  const listed = await fetch(`${house.url}/api/v1/matters?limit=1`, { headers: { cookie } });
  number = ((await listed.json()) as { matters: { number: string }[] }).matters[0]!.number;
});
afterAll(() => house.stop());

interface Report {
  categories: Record<string, { score: number }>;
  audits: Record<string, { score: number | null; title: string; scoreDisplayMode: string }>;
}

/** The scores of a page out of 100: a middling phone on a slow network, or a desk. */
function scores(path: string, desk: boolean): { performance: number; accessibility: number } {
  const url = house.url + path;
  const given = ["--yes", LIGHTHOUSE, url, "--quiet", "--output=json", "--only-categories=performance,accessibility", `--chrome-flags=${FLAGS}`];
  if (desk) given.push("--preset=desktop", `--extra-headers=${JSON.stringify({ Cookie: cookie })}`);
  const env = { ...process.env, CHROME_PATH: browserPath() };
  const run = spawnSync("npx", given, { encoding: "utf8", maxBuffer: 1 << 27, env });
  if (run.status !== 0) throw new Error(`lighthouse: ${run.stderr}`);
  const { categories, audits } = JSON.parse(run.stdout) as Report;
  const score = (name: string) => Math.round(categories[name]!.score * 100);
  const found = { performance: score("performance"), accessibility: score("accessibility") };
  const lost = Object.values(audits).filter((audit) => audit.scoreDisplayMode === "binary" && audit.score === 0);
  console.log(`${path.padEnd(36)} performance ${found.performance}  accessibility ${found.accessibility}`, lost.map((audit) => audit.title));
  return found;
}

test.each(["/portal/", "/portal/report", "/portal/follow", "/portal/grid"])("the portal's page %s is quick and open to everybody", (path) => {
  const { performance, accessibility } = scores(path, false);
  expect(accessibility).toBe(100);
  expect(performance).toBeGreaterThanOrEqual(95);
}, 180_000);

test.each(["/desk/queues/to_accept", "/desk/matters", "the page of a matter", "/desk/intake"])("the desk's page %s is quick and open to everybody", (path) => {
  const { performance, accessibility } = scores(path.startsWith("/") ? path : `/desk/matters/${number}`, true);
  expect(accessibility).toBe(100);
  expect(performance).toBeGreaterThanOrEqual(90);
}, 180_000);
