// Starts the page: checks what it needs, then loads the app and, once the page is idle, what it will want next.
const page = document.querySelector("meta[name=pervisit]").dataset;
const url = (path) => new URL(path, document.baseURI).href;

function say(what) {
  const loading = document.getElementById("loading");
  if (loading) loading.textContent = what;
}

// A module that holds nothing but a function with one vector instruction.
const hasVectors = () =>
  WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]));

// Compiled once, while it is fetched, for the page and its worker.
async function compiled(name) {
  const fetched = () => fetch(url(page[`${name}Wasm`]), { integrity: page[`${name}WasmIntegrity`] });
  try {
    return await WebAssembly.compileStreaming(fetched());
  } catch (error) {
    // Hosts that do not know the type of the file.
    if (!(error instanceof TypeError)) throw error;
    return WebAssembly.compile(await (await fetched()).arrayBuffer());
  }
}

let variant, program;

// A worker from a blob inherits the page's policy; one from an address would have none.
function startWorker(name) {
  const source = `
    addEventListener("message", ({ data: [module, program] }) => {
      import(module)
        .then((module) => module.default({ module_or_path: program }))
        .catch((error) => setTimeout(() => { throw error; }));
    }, { once: true });
  `;
  const blob = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(blob, { type: "module", name });
  setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  if (name !== "workbook") {
    worker.postMessage([url(page[variant]), program]);
  } else {
    compiled(name).then(
      (program) => worker.postMessage([url(page[name]), program]),
      (error) => worker.dispatchEvent(new ErrorEvent("error", { message: error.message })),
    );
  }
  return worker;
}

// Each once, when the first one asks; again where it could not be loaded.
const scripts = new Map();
function loadScript(name) {
  const loading = scripts.get(name) ?? new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.addEventListener("load", () => {
      script.remove();
      loaded();
    });
    script.addEventListener("error", () => {
      script.remove();
      scripts.delete(name);
      failed(new Error("a part of the page could not be loaded"));
    });
    script.integrity = page[`${name}Integrity`];
    script.src = url(page[name]);
    document.head.append(script);
  });
  scripts.set(name, loading);
  return loading;
}

// When the page has nothing to do, or has had none such moment for long.
const idle = () => new Promise((reached) => {
  if (globalThis.requestIdleCallback) requestIdleCallback(() => reached(), { timeout: 500 });
  else setTimeout(reached, 50);
});

// `charts`, or a part of them that needs these: `chartsRegions`, `chartsSvg`.
const loadCharts = (part) => loadScript("charts").then(() => part === "charts" || loadScript(part));

globalThis.pervisit = { startWorker, loadCharts, idle };

if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
  say("PerVisit needs WebAssembly and web workers. Please use a current Chrome, Edge, Firefox or Safari.");
} else {
  try {
    variant = hasVectors() ? "vectors" : "plain";
    const app = import(url(page[variant]));
    program = await compiled(variant);
    await (await app).default({ module_or_path: program });
  } catch (error) {
    say("PerVisit could not be started. Reload the page; if that does not help, its files are not complete on this host.");
    throw error;
  }
}
