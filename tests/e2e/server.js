// A static host as plain as they come: no headers of its own, the page under a sub-path.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

/** Serves dist/ under a path and answers nothing else. */
export function serve(port, path) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    const file = pathname.startsWith(path) && join(DIST, normalize(pathname.slice(path.length) || "index.html"));
    const found = file && (await stat(file).catch(() => undefined));
    if (!found?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": found.size });
    createReadStream(file).pipe(response);
  });
  return new Promise((started) => server.listen(port, "127.0.0.1", () => started(server)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await serve(Number(process.argv[2]), process.argv[3]);
}
