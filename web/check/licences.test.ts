import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

// What is sent to browsers; tools that only build are not passed on.
const ALLOWED = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "CC0-1.0", "(MIT AND Zlib)", "MIT AND BSD-3-Clause"];

interface Package {
  name: string;
  license?: string;
}

test("what browsers get may be passed on", () => {
  const told = execFileSync("npm", ["query", ".prod"], { cwd: join(import.meta.dirname, ".."), maxBuffer: 1 << 26 });
  const packages = (JSON.parse(told.toString()) as Package[]).filter((one) => one.name !== "huisheng-web");
  expect(packages).not.toHaveLength(0);
  const others = packages.filter((one) => !ALLOWED.includes(one.license ?? ""));
  expect(others.map((one) => `${one.name}: ${one.license}`)).toEqual([]);
});
