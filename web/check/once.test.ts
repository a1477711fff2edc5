import { expect, test } from "vitest";

import { once } from "../src/api/once";

type Asks = Parameters<NonNullable<ReturnType<typeof once>["onRequest"]>>[0];
type Answers = Parameters<NonNullable<ReturnType<typeof once>["onResponse"]>>[0];

function write(body: object, method = "POST") {
  return new Request("http://localhost/api/v1/registers", { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

async function key(middleware: ReturnType<typeof once>, request: Request) {
  await middleware.onRequest?.({ request } as Asks);
  return request.headers.get("Idempotency-Key");
}

function answer(middleware: ReturnType<typeof once>, request: Request, status: number) {
  void middleware.onResponse?.({ request, response: new Response("{}", { status }) } as Answers);
}

test("what is pressed twice, or sent again unanswered, has one key until it is answered", async () => {
  const middleware = once();
  const [first, again, other] = [write({ a: 1 }), write({ a: 1 }), write({ a: 2 })];
  const made = await key(middleware, first);
  expect(made).toMatch(/^[0-9a-f]{32}$/);
  expect(await key(middleware, again)).toBe(made);
  expect(await key(middleware, other)).not.toBe(made);
  answer(middleware, first, 503);
  expect(await key(middleware, write({ a: 1 }))).toBe(made);
  answer(middleware, again, 200);
  expect(await key(middleware, write({ a: 1 }))).not.toBe(made);
});

test("a key of its own stays, and what only reads has none", async () => {
  const middleware = once();
  const own = write({ a: 1 });
  own.headers.set("Idempotency-Key", "own");
  expect(await key(middleware, own)).toBe("own");
  expect(await key(middleware, new Request("http://localhost/api/v1/registers"))).toBeNull();
});
