import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const binary = resolve(import.meta.dirname, "../../target/debug/huisheng");

/** A house of its own with a small demo area, served by the real program. */
export interface House {
  url: string;
  stop: () => Promise<void>;
}

/** `port` and `more`: where it listens, and what else it is told, by the environment. */
export async function open(engine: "sqlite" | "postgres", matters = 60, port = 0, more: Record<string, string> = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), "huisheng-"));
  const made = engine === "postgres" ? newDatabase() : null;
  const database = made?.url ?? `sqlite://${folder}/house.db`;
  const env = { ...process.env, HUISHENG_DATABASE_URL: database, HUISHENG_DATA_DIR: folder, ...more };
  const demo = spawnSync(binary, ["demo", "--matters", String(matters), "--records", "60"], { env, encoding: "utf8" });
  if (demo.status !== 0) throw new Error(`no demo area: ${demo.stderr}`);
  const server = spawn(binary, ["serve", "--listen", `127.0.0.1:${port}`, "--json"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const greeting = JSON.parse(await firstLine(server)) as { address: string };
  return {
    url: greeting.address,
    stop: async () => {
      const gone = new Promise((done) => server.once("exit", done));
      server.kill();
      await gone;
      rmSync(folder, { recursive: true });
      made?.drop();
    },
  };
}

/** A certified identity provider, for a house that will listen at `house`. */
export async function openProvider(house: string): Promise<{ issuer: string; stop: () => void }> {
  const script = join(import.meta.dirname, "provider.mjs");
  const provider = spawn(process.execPath, [script, `${house}/api/v1/session/provider/back`, `${house}/desk/`], { stdio: ["ignore", "pipe", "ignore"] });
  return { issuer: await firstLine(provider), stop: () => provider.kill() };
}

/** A port that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    server.once("exit", (code) => fail(new Error(`the server ended with ${code}`)));
    createInterface({ input: server.stdout! }).once("line", done);
  });
}

/** A new database of the cluster that `scripts/postgres.sh with` started. */
function newDatabase(): { url: string; drop: () => void } {
  const cluster = process.env.HUISHENG_TEST_POSTGRES;
  if (!cluster) throw new Error("there is no PostgreSQL: run `make test`, or scripts/postgres.sh with …");
  const name = `web_${process.pid}_${Date.now()}`;
  const run = (sql: string) => {
    const done = spawnSync("psql", ["--quiet", cluster, "--command", sql], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${sql}: ${done.stderr}`);
  };
  run(`CREATE DATABASE ${name}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`DROP DATABASE ${name}`) };
}
