import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What was told to the city. */
export interface Told {
  type: "order" | "reply" | "list" | "file";
  data: { number?: string; ours?: string };
}

/** A city's platform that speaks the contract of docs/exchange.md: it tells orders, and hears what becomes of them. */
export async function openCity() {
  const heard: Told[] = [];
  const server = createServer((request, answer) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      heard.push(JSON.parse(body) as Told);
      answer.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/messages`,
    heard,
    /** Tells a house an order, signed with the common secret; what it answered. */
    async tell(address: string, secret: string, order: object) {
      const [id, at, body] = [randomUUID(), Math.floor(Date.now() / 1000), JSON.stringify({ type: "order", data: order })];
      const key = Buffer.from(secret.replace("whsec_", ""), "base64");
      const signature = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
      const headers = { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": `v1,${signature}` };
      const answer = await fetch(address, { method: "POST", headers, body });
      return { status: answer.status, body: (await answer.json()) as { number?: string; repeated?: boolean } };
    },
    stop: () => new Promise((done) => server.close(done)),
  };
}
