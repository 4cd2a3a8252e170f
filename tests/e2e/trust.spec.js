// What the page promises: nothing leaves, everyone can use it, it says what it needs.
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { homedir } from "node:os";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, file, fixture, grave, test } from "./pervisit.js";

/** A host elsewhere that counts who calls. */
async function elsewhere() {
  const calls = [];
  const server = createServer((request, response) => {
    calls.push(request.url);
    // A script that any page may run, so that only the policy is in its way.
    response.writeHead(200, { "access-control-allow-origin": "*", "content-type": "text/javascript" }).end("0");
  });
  await new Promise((started) => server.listen(0, "127.0.0.1", started));
  return { server, calls, url: `http://127.0.0.1:${server.address().port}/` };
}

test("neither the page nor its workers can reach another origin", async ({ pervisit, page }) => {
  const { server, calls, url } = await elsewhere();
  await pervisit.openCase("notebook");
  const reach = (url) => fetch(url, { mode: "no-cors" }).then(() => "reached", () => "refused");
  expect(await page.evaluate(reach, url)).toBe("refused");
  await pervisit.settled();
  for (const worker of page.workers()) {
    expect(await worker.evaluate(reach, url)).toBe("refused");
    expect(await worker.evaluate((url) => import(url).then(() => "reached", () => "refused"), url)).toBe("refused");
  }
  expect(await page.evaluate((url) => new Promise((told) => {
    const image = new Image();
    image.onload = () => told("reached");
    image.onerror = () => told("refused");
    image.src = url;
  }), url)).toBe("refused");
  expect(calls).toEqual([]);
  server.close();
  // The refusals above are what the browser reports as violations.
  pervisit.expectWrong(new RegExp(`policy|Security Policy|^request: ${url}`));
});

/** The names of the files that the page asks its host for from now on, without their marks. */
function asked(page, baseURL) {
  const names = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("blob:")) names.push(url.replace(baseURL, "").replace(/-[^-]*$/, ""));
  });
  return names;
}

/** What the page fetches of itself: for itself and both workers their script, what each makes of it, what it shows. */
const OF_ITSELF = ["echarts", "split_figures", "split_figures", "split_reading", "split_results", "split_saving", "vectors", "vectors", "vectors", "vectors_bg"];

/** Waits until all of these files were asked for, and then nothing for a second; forgets them. */
async function complete(page, names) {
  await expect.poll(() => names.filter((name) => OF_ITSELF.includes(name)).sort()).toEqual(OF_ITSELF);
  let before;
  do {
    before = names.length;
    await page.waitForTimeout(1_000);
  } while (names.length > before);
  names.length = 0;
}

test("nothing is asked of the host once the page is there", async ({ pervisit, page, baseURL }) => {
  const names = asked(page, baseURL);
  await pervisit.open();
  await complete(page, names);
  await pervisit.choose(fixture("notebook/expenses.csv"), fixture("notebook/visits.csv"));
  await pervisit.results();
  await pervisit.saved("export-merged");
  expect(names).toEqual([]);
});

test("the page's files tell nothing of the machine that they were built on", async () => {
  const folder = fileURLToPath(new URL("../../dist/", import.meta.url));
  const homes = [homedir(), process.env.CARGO_HOME, process.cwd()].filter((home) => home?.length > 1).map((home) => home + sep);
  const names = await readdir(folder);
  expect(names).toContain("index.html");
  for (const name of names) {
    const bytes = await readFile(folder + name);
    expect(homes.filter((home) => bytes.includes(home)), name).toEqual([]);
  }
});

test("each of the page's files is fetched once, from beside the page", async ({ pervisit, page, baseURL }) => {
  const names = asked(page, baseURL);
  await pervisit.openSample();
  await expect.poll(() => names).toEqual(expect.arrayContaining(["boot", ...OF_ITSELF]));
  expect(names.filter((name) => /^https?:/.test(name))).toEqual([]);
  // Two workers ask for the program's script too, and for what makes figures, and have them from the browser's cache; the
  // program itself they are given. They ask when they come to it, which may be after this was looked at.
  const twice = names.filter((name, at) => names.indexOf(name) < at);
  expect(twice.filter((name) => !/^(chunk_.*|split_figures|vectors)$/.test(name))).toEqual([]);
});

test("parts are fetched when they are wanted, each once, from beside the page", async ({ pervisit, page, baseURL }) => {
  const parts = asked(page, baseURL);
  await pervisit.open();
  await complete(page, parts);
  await pervisit.choose(fixture("notebook/expenses.csv"), fixture("notebook/visits.csv"));
  await pervisit.results();
  await page.getByText("Compare the policies").click();
  await expect(pervisit.policies.rows).toHaveCount(4);
  expect(parts.sort()).toEqual(["split_estimates", "split_estimates_desk"]);
  await pervisit.saved("average-chart-svg");
  expect(parts).toContain("echarts_svg");
  await pervisit.regionsFile.setInputFiles(file("regions.csv", "Organization,Region\nA,North\n"));
  await expect(pervisit.regions.rows.first()).toBeVisible();
  await pervisit.chartsDrawn(["regions-treemap"]);
  await pervisit.saved("average-chart-svg");
  await pervisit.expenses.setInputFiles({ name: "expenses.csv.gz", mimeType: "", buffer: gzipSync(await readFile(fixture("notebook/expenses.csv"))) });
  await expect(page.locator(".file-card-name", { hasText: "expenses.csv.gz" })).toContainText("14 rows");
  const all = ["echarts_regions", "echarts_svg", "split_estimates", "split_estimates_desk", "split_gzip", "split_regions", "split_regions_desk"];
  expect(parts.sort()).toEqual(all);
});

/** What the browser says of parts that it has not, or that are not the page's. */
const NOT_FETCHED = /integrity|SRI|Failed to fetch|net::ERR_FAILED|Fetch API/;

/** Parts of the page that something else is sent for, or nothing. */
const missing = async (page, name, response) => {
  const files = new RegExp(`/${name}-[^/]*$`);
  await page.route(files, (route) => (response ? route.fulfill(response) : route.abort()));
  return () => page.unroute(files);
};

test("a part of the page that is not the one that was built is refused; the page goes on, and tries again when asked to", async ({ pervisit, page }) => {
  const module = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]);
  const back = await missing(page, "split_regions", { contentType: "application/wasm", body: module });
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(fixture("regions/regions.csv"));
  const said = page.getByRole("alert").filter({ hasText: "Regions could not be loaded. Check your connection." });
  await expect(said).toBeVisible();
  await pervisit.centres.sortBy("Number");
  await expect(pervisit.centres.rows.first()).toBeVisible();
  await back();
  await said.getByRole("button", { name: "Try again" }).click();
  await expect(pervisit.regions.rows.first()).toBeVisible();
  await expect(said).toHaveCount(0);
  // What the browser says of the refused part.
  pervisit.expectWrong(NOT_FETCHED);
});

test("the results may be out of reach; the page says so, and shows them when they are not", async ({ pervisit, page }) => {
  const back = await missing(page, "split_results");
  await pervisit.open();
  await page.getByTestId("load-sample").click();
  const said = page.getByRole("alert").filter({ hasText: "The results could not be loaded. Check your connection." });
  await expect(said).toBeVisible();
  await back();
  await said.getByRole("button", { name: "Try again" }).click();
  await expect(pervisit.centres.rows.first()).toBeVisible();
  await expect(said).toHaveCount(0);
  pervisit.expectWrong(NOT_FETCHED);
});

test("what draws charts may be out of reach; each says so, has its table, and is drawn when it is not", async ({ pervisit, page }) => {
  const back = await missing(page, "echarts");
  await pervisit.open();
  await page.getByTestId("load-sample").click();
  const card = pervisit.chartCard("average-chart");
  const said = card.getByRole("alert");
  await expect(said).toContainText("The chart could not be drawn. Its table holds the same figures.");
  await pervisit.asTable("average-chart");
  await pervisit.toggleTable("average-chart");
  await back();
  await said.getByRole("button", { name: "Try again" }).click();
  await pervisit.chartsDrawn(["average-chart"]);
  await expect(said).toHaveCount(0);
  pervisit.expectWrong(NOT_FETCHED);
});

test("what draws SVG may be out of reach; the page says so, and saves when it is not", async ({ pervisit, page }) => {
  const back = await missing(page, "echarts_svg");
  await pervisit.openCase("notebook");
  await pervisit.drawn();
  await page.getByTestId("average-chart-svg").click();
  await expect(pervisit.alert).toContainText("expense-per-visit-by-centre.svg: the part of this page that it needs could not be loaded. Check your connection");
  await back();
  const [name] = await pervisit.saved("average-chart-svg");
  expect(name).toBe("expense-per-visit-by-centre.svg");
  pervisit.expectWrong(NOT_FETCHED);
});

test("a part of the worker may be out of reach; the page says so and goes on, and the worker tries again", async ({ pervisit, page }) => {
  const back = await missing(page, "split_estimates_desk");
  await pervisit.openCase("notebook");
  await page.getByText("Compare the policies").click();
  await expect(pervisit.alert).toContainText("Estimates: the part of this page that it needs could not be loaded");
  await pervisit.centres.filter.fill("clinic");
  await expect(pervisit.centres.rows.first()).toBeVisible();
  await back();
  await expect(pervisit.policies.rows).toHaveCount(4);
  pervisit.expectWrong(NOT_FETCHED);
});

test("what makes figures may be out of reach; the page says so, and has them when it is not", async ({ pervisit, page }) => {
  const back = await missing(page, "split_figures");
  await pervisit.open();
  await page.getByTestId("load-sample").click();
  await expect(pervisit.alert).toContainText("Figures: the part of this page that it needs could not be loaded");
  await back();
  await expect(pervisit.centres.rows.first()).toBeVisible();
  await expect(pervisit.alert).toBeEmpty();
  pervisit.expectWrong(NOT_FETCHED);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing serious, ${colorScheme}`, async ({ pervisit, page }) => {
    await page.emulateMedia({ colorScheme });
    const check = async (screen) => expect([screen, await grave(page)]).toEqual([screen, []]);
    await pervisit.open();
    await check("empty");
    const promise = page.getByRole("button", { name: "Your files stay in this browser" });
    await promise.click();
    await check("promise");
    await page.keyboard.press("Escape");
    await expect(page.getByText("To see for yourself")).toBeHidden();
    await expect(promise).toBeFocused();
    await pervisit.expenses.setInputFiles(file("nothing.csv", ""));
    await expect(pervisit.alert).toContainText("the file is empty");
    await check("failing");
    await pervisit.choose(fixture("messy/expenses.csv"), fixture("messy/visits.csv"));
    await pervisit.results();
    await page.getByText("Show the pairs without a match").click();
    await expect(pervisit.unmatched.rows).toHaveCount(2);
    await check("loaded");
  });
}

test("everything can be done with the keyboard alone", async ({ pervisit, page }) => {
  await pervisit.open();
  const tabTo = async (locator) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error("it can't be reached with Tab");
  };
  await tabTo(pervisit.expenses);
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(fixture("notebook/expenses.csv"));
  await expect(page.getByText("expenses.csv")).toBeVisible();
  await tabTo(pervisit.visits);
  const second = page.waitForEvent("filechooser");
  await page.keyboard.press("Space");
  await (await second).setFiles(fixture("notebook/visits.csv"));
  await pervisit.results();

  await tabTo(pervisit.policy.getByRole("radio").first());
  await page.keyboard.press("ArrowRight");
  await pervisit.centres.expectColumn("Average", ["516.78", "251.25", "250.00", "241.25"]);

  await tabTo(pervisit.centres.filter);
  await page.keyboard.type("clinic");
  await tabTo(pervisit.centres.header("Number").getByRole("button"));
  await page.keyboard.press("Enter");
  await pervisit.centres.expectColumn("Number", ["10", "50", "65", "82"]);

  const download = page.waitForEvent("download");
  await tabTo(page.getByTestId("export-merged"));
  await page.keyboard.press("Enter");
  await download;

  // What goes gives the focus to what can be done next.
  await page.getByTestId("start-over").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("start-over")).toBeHidden();
  await expect(pervisit.expenses).toBeFocused();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the page says what it needs", async ({ page }) => {
    await page.goto("");
    await expect(page.locator("noscript p")).toContainText("needs JavaScript and WebAssembly");
    await expect(page.locator("noscript p")).toBeVisible();
  });
});

test("without WebAssembly the page says what it needs", async ({ page }) => {
  await page.addInitScript(() => delete window.WebAssembly);
  await page.goto("");
  await expect(page.getByText("PerVisit needs WebAssembly")).toBeVisible();
});

test("a host whose files are not complete is told so", async ({ page }) => {
  await page.route(/(pervisit|vectors).*wasm$/, (route) => route.fulfill({ status: 404 }));
  await page.goto("");
  await expect(page.getByText("PerVisit could not be started")).toBeVisible();
});
