// A mail server for tests, on this machine, that wants a password. It prints its address, and then each message it took, a
// line of JSON each.
import { SMTPServer } from "smtp-server";

const server = new SMTPServer({
  // No certificate: what is tested is what the house says, and when.
  hideSTARTTLS: true,
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _session, done) => {
    if (username === "huisheng" && password === "secret") done(null, { user: username });
    else done(new Error("no"));
  },
  onRcptTo: ({ address }, _session, done) => {
    if (address.startsWith("nobody@")) done(Object.assign(new Error("no such user"), { responseCode: 550 }));
    else done();
  },
  onData: (stream, session, done) => {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      console.log(JSON.stringify({ to: session.envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(parts).toString() }));
      done();
    });
  },
});
server.on("error", () => undefined);
server.listen(0, "127.0.0.1", () => console.log(`smtp://huisheng:secret@127.0.0.1:${server.server.address().port}`));
