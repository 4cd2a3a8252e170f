// Starts the page: checks what it needs, then loads the app, then the charts.
const page = document.querySelector("meta[name=pervisit]").dataset;
const url = (path) => new URL(path, document.baseURI).href;

function say(what) {
  const loading = document.getElementById("loading");
  if (loading) loading.textContent = what;
}

// A worker from a blob inherits the page's policy; one from an address would have none.
function startWorker(name) {
  const source = `
    import(${JSON.stringify(url(page[name]))})
      .then((module) => module.default({ module_or_path: fetch(${JSON.stringify(url(page[`${name}Wasm`]))}, { integrity: ${JSON.stringify(page[`${name}WasmIntegrity`])} }) }))
      .catch((error) => setTimeout(() => { throw error; }));
  `;
  const blob = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(blob, { type: "module", name });
  setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  return worker;
}

function loadCharts() {
  return new Promise((loaded, failed) => {
    const script = document.getElementById("charts");
    if (globalThis.echarts) loaded();
    script.addEventListener("load", () => loaded());
    script.addEventListener("error", () => failed(new Error("The charts could not be loaded.")));
  });
}

globalThis.pervisit = { startWorker, charts: loadCharts() };
globalThis.pervisit.charts.catch(() => {});

if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
  say("PerVisit needs WebAssembly and web workers. Please use a current Chrome, Edge, Firefox or Safari.");
} else {
  try {
    const wasm = fetch(url(page.wasm), { integrity: page.wasmIntegrity });
    const app = await import(url(page.module));
    await app.default({ module_or_path: wasm });
  } catch (error) {
    say("PerVisit could not be started. Reload the page; if that does not help, its files are not complete on this host.");
    throw error;
  }
}
