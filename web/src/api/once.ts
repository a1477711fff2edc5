import type { Middleware } from "openapi-fetch";

import { randomKey } from "./key";

const KEY = "Idempotency-Key";

/**
 * A write that names no retry key of its own is given one. The same write has the same key until it is answered: pressed twice, or sent
 * again after the network was away, it is done once. Kept in memory only.
 */
export function once(): Middleware {
  const open = new Map<string, string>();
  const sent = new WeakMap<Request, string>();
  return {
    async onRequest({ request }) {
      // A file is named once by what follows it; what is said as a page goes waits for nothing.
      const isFile = request.headers.get("content-type")?.startsWith("multipart/") ?? false;
      if (request.method === "GET" || request.headers.has(KEY) || isFile || request.keepalive) return undefined;
      const what = [request.method, request.url, await request.clone().text()].join(" ");
      const key = open.get(what) ?? randomKey();
      open.set(what, key);
      request.headers.set(KEY, key);
      sent.set(request, what);
      return request;
    },
    onResponse({ request, response }) {
      const what = sent.get(request);
      // Busy, full or lost: whatever it was, it is asked again under the same key.
      if (what !== undefined && response.status < 500) open.delete(what);
      return undefined;
    },
  };
}
