import { expect, test } from "vitest";

import { once } from "../src/api/once";

type Asks = Parameters<NonNullable<ReturnType<typeof once>["onRequest"]>>[0];
type Errors = Parameters<NonNullable<ReturnType<typeof once>["onError"]>>[0];
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

test("what is sent after something else was done is meant anew", async () => {
  const middleware = once();
  const [on, off] = [write({ mail: true }), write({ mail: false })];
  const lost = await key(middleware, on);
  void middleware.onError?.({ request: on, error: new TypeError("no network") } as Errors);
  expect(await key(middleware, write({ mail: true }))).toBe(lost);
  const again = write({ mail: true });
  await key(middleware, again);
  await key(middleware, off);
  answer(middleware, off, 200);
  // Somebody still waits for this one.
  expect(await key(middleware, write({ mail: true }))).toBe(lost);
  const quiet = once();
  const first = write({ mail: true });
  const before = await key(quiet, first);
  void quiet.onError?.({ request: first, error: new TypeError("no network") } as Errors);
  const other = write({ mail: false });
  await key(quiet, other);
  answer(quiet, other, 200);
  expect(await key(quiet, write({ mail: true }))).not.toBe(before);
  // Another version that was seen is another write.
  const seen = write({ a: 1 });
  seen.headers.set("If-Match", '"2"');
  expect(await key(quiet, seen)).not.toBe(await key(quiet, write({ a: 1 })));
});

test("a key of its own stays, and what only reads has none", async () => {
  const middleware = once();
  const own = write({ a: 1 });
  own.headers.set("Idempotency-Key", "own");
  expect(await key(middleware, own)).toBe("own");
  expect(await key(middleware, new Request("http://localhost/api/v1/registers"))).toBeNull();
});
