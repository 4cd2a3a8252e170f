// Only its start is measured: it has no joins of two files.
import perspective from "/node_modules/@perspective-dev/client/dist/cdn/perspective.js";

export async function ready() {
  const worker = await perspective.worker();
  const table = await worker.table({ x: "float" });
  await table.size();
}

export async function run() {
  return {};
}
