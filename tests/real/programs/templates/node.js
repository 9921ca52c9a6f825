const fs = require("fs");
const credentials = { cert: fs.readFileSync("@CHAIN@"), key: fs.readFileSync("@KEY@") };
require("https").createServer(credentials, (_, answer) => answer.end("ok")).listen(@PORT@, "127.0.0.1");
