// Measures the built page against what else does the job in a browser, natively, and at all.
// usage: browser.js FOLDER PYTHON ROUNDS CONTENDER…; prints a table in Markdown.
// Every run is the first in a fresh browser; rounds are interleaved; what is told is the median.
import { execFile } from "node:child_process";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "@playwright/test";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
// How long a person needs at least to choose files; for every contender the same, in milliseconds.
const SETTLED = 1_000;
const NATIVE = ["pandas", "polars", "duckdb-native"];

const [folder, python, rounds, ...contenders] = process.argv.slice(2);
const files = ["expenses.csv", "visits.csv"].map((name) => join(folder, name));

/** The built page under /app/, the peers' pages and packages beside it. */
function serve() {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    const root = pathname.startsWith("/app/") ? join(HERE, "../../dist") : HERE;
    const file = join(root, normalize(pathname.replace(/^\/app\//, "/").replace(/\/$/, "/index.html")));
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": found.size });
    createReadStream(file).pipe(response);
  });
  return new Promise((started) => server.listen(0, "127.0.0.1", () => started(server)));
}

/** The most memory that any of the browser's page processes has held, in MB. */
function peakMemory() {
  const read = (path) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return "";
    }
  };
  const parents = new Map(readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), Number(/\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1])]));
  const isOurs = (id) => id === process.pid || (parents.has(id) && isOurs(parents.get(id)));
  const pages = [...parents.keys()].filter((id) => isOurs(id) && read(`/proc/${id}/cmdline`).includes("--type=renderer"));
  return Math.max(...pages.map((id) => Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${id}/status`))?.[1] ?? 0) / 1024));
}

async function withBrowser(use) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ARGUMENTS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("pageerror", (error) => console.error(error.message));
    return await use(page);
  } finally {
    await browser.close();
  }
}

/**
 * From the two File objects to the rows, the centres and the charts on screen; or, as analysts mostly have it, from the
 * second one, the first being read.
 */
async function perVisit(origin, isFromSecond) {
  return withBrowser(async (page) => {
    const start = Date.now();
    await page.goto(`${origin}/app/`);
    await page.getByTestId("expenses-file").waitFor({ state: "attached" });
    const cold = Date.now() - start;
    await page.waitForTimeout(SETTLED);
    await page.evaluate(() => {
      const holder = Object.assign(document.createElement("input"), { type: "file", multiple: true, id: "bench-files", hidden: true });
      document.body.append(holder);
    });
    await page.locator("#bench-files").setInputFiles(files);
    const { first, ms } = await page.evaluate(
      async ([isFromSecond, settled]) => {
        const [expenses, visits] = document.getElementById("bench-files").files;
        const choose = (name, file) => {
          const input = document.querySelector(`[data-testid=${name}]`);
          const transfer = new DataTransfer();
          transfer.items.add(file);
          input.files = transfer.files;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        };
        if (isFromSecond) {
          choose("expenses-file", expenses);
          while (!document.querySelector(".file-card:has([data-testid=expenses-file]) .file-card-reading > summary")) await new Promise((then) => setTimeout(then, 50));
          await new Promise((then) => setTimeout(then, settled));
        }
        return new Promise((done) => {
          const start = performance.now();
          if (!isFromSecond) choose("expenses-file", expenses);
          choose("visits-file", visits);
          const rows = (table) => `[data-testid=${table}] tbody:not([aria-hidden]) td`;
          const all = [rows("merged-table"), rows("centres-table"), "[data-testid=average-chart][aria-busy=false] canvas", "[data-testid=spread-chart][aria-busy=false] canvas"];
          let first;
          const observer = new MutationObserver(() => {
            const isThere = (selector) => document.querySelector(selector) !== null;
            if (isThere("[data-testid=interpretation]")) first ??= performance.now() - start;
            if (!all.every(isThere)) return;
            observer.disconnect();
            // Once the frame that shows them is painted.
            requestAnimationFrame(() => setTimeout(() => done({ first, ms: performance.now() - start })));
          });
          observer.observe(document.body, { childList: true, subtree: true, attributes: true });
        });
      },
      [isFromSecond, SETTLED],
    );
    const memory = peakMemory();
    await page.waitForTimeout(SETTLED);
    // Until the centres' figures are those of another policy; of the first rows none need change.
    const policies = page.locator("[data-testid=missing-visits] input");
    const canChoose = (await policies.count()) > 0;
    const policy = canChoose && await page.evaluate(
      () =>
        new Promise((done) => {
          const drawn = () => document.querySelector("[data-testid=centres-table] tbody:not([aria-hidden])")?.textContent;
          const [before, start] = [drawn(), performance.now()];
          new MutationObserver((_, observer) => {
            if (!drawn() || drawn() === before) return;
            observer.disconnect();
            done(performance.now() - start);
          }).observe(document.body, { childList: true, subtree: true, characterData: true });
          document.querySelectorAll("[data-testid=missing-visits] input")[1].click();
        }),
    );
    // Where every row has visits there is no policy to choose.
    if (canChoose) await policies.first().click();
    const download = page.waitForEvent("download");
    await page.getByTestId("export-centres").click();
    const [header, ...lines] = readFileSync(await (await download).path(), "utf8").replace("\ufeff", "").trim().split(/\r?\n/).map((line) => line.split(","));
    const column = (name) => header.indexOf(name);
    const averages = Object.fromEntries(lines.map((cells) => [cells[column("Centre number")], Number(cells[column("Average expense per visit")])]));
    return { first, ms, policy, cold, memory, averages };
  });
}

async function peer(name, origin) {
  return withBrowser(async (page) => {
    const start = Date.now();
    await page.goto(`${origin}/pages/peer.html?${name}`);
    await page.getByText("ready").waitFor({ timeout: 120_000 });
    const cold = Date.now() - start;
    await page.waitForTimeout(SETTLED);
    await page.locator("#files").setInputFiles(files);
    const result = await page.evaluate(() => globalThis.runPeer());
    return { ...result, cold, memory: peakMemory() };
  });
}

async function native(name) {
  const { stdout } = await promisify(execFile)(python, [join(HERE, "native.py"), name.replace("-native", ""), ...files], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

/** Whether two sets of averages agree to 1e-9, relative. */
function agree(one, other) {
  const centres = Object.keys(one);
  return centres.length === Object.keys(other).length && centres.every((centre) => Math.abs(one[centre] - other[centre]) <= 1e-9 * Math.abs(one[centre]));
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const server = await serve();
const origin = `http://127.0.0.1:${server.address().port}`;
const measured = new Map(contenders.map((name) => [name, []]));
try {
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const [name, runs] of measured) {
      const isOurs = name.startsWith("pervisit");
      const run = isOurs ? perVisit(origin, name === "pervisit-second") : NATIVE.includes(name) ? native(name) : peer(name, origin);
      runs.push(await run.catch((error) => ({ failed: error.message.split("\n")[0] })));
    }
  }
} finally {
  server.close();
}

const reference = measured.get("pandas")?.find((run) => run.averages)?.averages;
const own = median((measured.get("pervisit") ?? []).map((run) => run.ms));
console.log("| | results, ms | against PerVisit | first figures, ms | another policy, ms | start, ms | page's memory, MB |\n|---|---|---|---|---|---|---|");
for (const [name, runs] of measured) {
  const failed = runs.find((run) => run.failed)?.failed ?? (reference && runs.some((run) => run.averages && !agree(reference, run.averages)) ? "disagrees with pandas" : undefined);
  const told = (key) => (runs.every((run) => Number.isFinite(run[key])) ? Math.round(median(runs.map((run) => run[key]))).toLocaleString("en") : "");
  const ratio = Number.isFinite(own) && runs.every((run) => Number.isFinite(run.ms)) ? `${(median(runs.map((run) => run.ms)) / own).toFixed(2)}x` : "";
  console.log(`| ${name} | ${failed ?? told("ms")} | ${failed ? "" : ratio} | ${told("first")} | ${told("policy")} | ${told("cold")} | ${told("memory")} |`);
}
