import type { Middleware } from "openapi-fetch";

import { randomKey } from "./key";

const KEY = "Idempotency-Key";

/**
 * A write that names no retry key of its own is given one. The same write has the same key until it is answered: pressed twice, or sent
 * again after the network was away, it is done once. Once any write is answered, those that nobody waits for are forgotten: what is sent
 * after something else was done is meant anew. Kept in memory only.
 */
export function once(): Middleware {
  const open = new Map<string, { key: string; flying: number }>();
  const sent = new WeakMap<Request, string>();

  function landed(request: Request, isAnswered: boolean) {
    const what = sent.get(request);
    const write = what === undefined ? undefined : open.get(what);
    if (what === undefined || !write) return;
    write.flying--;
    if (!isAnswered) return;
    open.delete(what);
    for (const [other, { flying }] of open) if (flying === 0) open.delete(other);
  }

  return {
    async onRequest({ request }) {
      // A file is named once by what follows it; what is said as a page goes waits for nothing.
      const isFile = request.headers.get("content-type")?.startsWith("multipart/") ?? false;
      if (request.method === "GET" || request.headers.has(KEY) || isFile || request.keepalive) return undefined;
      const what = [request.method, request.url, request.headers.get("if-match"), await request.clone().text()].join(" ");
      const write = open.get(what) ?? { key: randomKey(), flying: 0 };
      write.flying++;
      open.set(what, write);
      request.headers.set(KEY, write.key);
      sent.set(request, what);
      return request;
    },
    onResponse({ request, response }) {
      // Busy, full or lost: whatever it was, it is asked again under the same key.
      landed(request, response.status < 500);
      return undefined;
    },
    onError({ request }) {
      landed(request, false);
      return undefined;
    },
  };
}
