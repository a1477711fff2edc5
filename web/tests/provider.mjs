// A certified OpenID Connect provider for tests, on this machine: it lets anybody in under the name they type, whatever the
// password. Arguments: where the house wants people back, and where it wants them after signing out. It prints its issuer.
import { createServer } from "node:http";

import { Provider } from "oidc-provider";

const [back, left] = process.argv.slice(2);
const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
// Another site than localhost, where the house is.
const issuer = `http://127.0.0.1:${server.address().port}`;
const client = { redirect_uris: [back], post_logout_redirect_uris: [left], response_types: ["code"], grant_types: ["authorization_code"] };
const provider = new Provider(issuer, {
  clients: [
    { client_id: "huisheng", client_secret: "a-secret-of-the-house", ...client },
    { client_id: "other", client_secret: "a-secret-of-the-other", ...client },
  ],
  claims: { openid: ["sub"], profile: ["name", "preferred_username"] },
  findAccount: (_context, sub) => ({
    accountId: sub,
    claims: () => ({ sub, name: "王丽", preferred_username: `${sub}@street` }),
  }),
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
});
server.on("request", provider.callback());
console.log(issuer);
