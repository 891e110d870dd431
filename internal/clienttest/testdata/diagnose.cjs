// Opens files in yaml-language-server, as an editor does, and prints what it has
// to say of them: {"FILE": [{line, message}]}.
//
//   node diagnose.cjs NODE_MODULES FILE...
const { spawn } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { pathToFileURL } = require("node:url");

const [modules, ...files] = process.argv.slice(2);
const server = spawn(process.execPath, [modules + "/yaml-language-server/bin/yaml-language-server", "--stdio"], {
  stdio: ["pipe", "pipe", "inherit"],
});
const uris = new Map(files.map((f) => [pathToFileURL(f).href, f]));
const found = {};

function send(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function receive(message) {
  if (message.id === 0 && message.result) {
    send({ method: "initialized", params: {} });
    for (const [uri, file] of uris) {
      send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: file.endsWith(".md") ? "markdown" : "yaml", version: 1, text: readFileSync(file, "utf8") } } });
    }
  } else if (message.method === "textDocument/publishDiagnostics") {
    found[uris.get(message.params.uri)] = message.params.diagnostics.map((d) => ({ line: d.range.start.line + 1, message: d.message }));
    if (Object.keys(found).length === files.length) {
      console.log(JSON.stringify(found));
      server.kill();
      process.exit(0);
    }
  } else if (message.method === "workspace/configuration") {
    const yaml = { validate: true, schemaStore: { enable: false } };
    send({ id: message.id, result: message.params.items.map((i) => (i.section === "yaml" ? yaml : {})) });
  } else if (message.id !== undefined && message.method) {
    send({ id: message.id, result: null });
  }
}

let buffer = Buffer.alloc(0);
server.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
    if (buffer.length < end + 4 + length) return;
    const body = buffer.subarray(end + 4, end + 4 + length).toString();
    buffer = buffer.subarray(end + 4 + length);
    receive(JSON.parse(body));
  }
});
setTimeout(() => {
  console.error("yaml-language-server says nothing");
  server.kill();
  process.exit(1);
}, 30000);
send({ id: 0, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities: { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } } } });
