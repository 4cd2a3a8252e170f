// Only its start is measured: it has no joins of two files.
import perspective from "/node_modules/@perspective-dev/client/dist/cdn/perspective.js";

export async function ready() {
  const packages = "/node_modules/@perspective-dev";
  await perspective.init_client(fetch(`${packages}/client/dist/wasm/perspective-js.wasm`));
  await perspective.init_server(fetch(`${packages}/server/dist/wasm/perspective-server.wasm`));
  const worker = await perspective.worker();
  const table = await worker.table({ x: "float" });
  await table.size();
}

export async function run() {
  return { ms: null };
}
