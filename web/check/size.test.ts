import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

/** Bytes of JavaScript, compressed with gzip, that the first page needs before it shows anything. */
function firstLoad(face: string): number {
  const dist = join(import.meta.dirname, "../dist");
  const page = readFileSync(join(dist, face, "index.html"), "utf8");
  const scripts = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path]) => path!);
  expect(scripts).not.toHaveLength(0);
  // What is very small is not compressed.
  const sent = (path: string) => statSync(join(dist, `${path}.gz`), { throwIfNoEntry: false }) ?? statSync(join(dist, path));
  return scripts.reduce((sum, path) => sum + sent(path).size, 0);
}

test("the first page of the portal stands within 80 KB", () => {
  expect(firstLoad("portal")).toBeLessThanOrEqual(80_000);
});

test("the first page of the desk stands within 250 KB", () => {
  expect(firstLoad("desk")).toBeLessThanOrEqual(250_000);
});
