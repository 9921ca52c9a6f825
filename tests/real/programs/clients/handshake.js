// Handshakes by Node's tls: root file, host, ports; a line for each port, with what was wrong.
// With CIPHERS in the environment it offers what its OpenSSL does by itself.
const fs = require("fs");
const tls = require("tls");

const [rootFile, host, ...ports] = process.argv.slice(2);
const options = { host: "127.0.0.1", servername: host, ca: fs.readFileSync(rootFile) };
if (process.env.CIPHERS) {
  Object.assign(options, { ciphers: process.env.CIPHERS, ecdhCurve: "auto", minVersion: "TLSv1" });
}

function visit(port) {
  return new Promise((resolve) => {
    const socket = tls.connect({ ...options, port }, () => end(""));
    socket.setTimeout(30000, () => end("no answer"));
    socket.on("error", (error) => end(error.message || error.code));
    socket.on("close", () => end("closed"));
    function end(said) {
      socket.destroy();
      resolve(said.replace(/\s+/g, " "));
    }
  });
}

(async () => {
  for (const port of ports) console.log(`${port}\t${await visit(port)}`);
})();
