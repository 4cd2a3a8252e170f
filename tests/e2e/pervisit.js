// The page as a visitor sees it: what can be done, what can be read.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { expect, test as base } from "@playwright/test";

/** A committed case's file. */
export const fixture = (path) => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));

/** A file made here: `file("a.csv", "x,y\n")`. */
export const file = (name, content, mimeType = "text/csv") => ({ name, mimeType, buffer: Buffer.from(content) });

export class PerVisit {
  constructor(page) {
    this.page = page;
    this.expenses = page.getByTestId("expenses-file");
    this.visits = page.getByTestId("visits-file");
    this.regionsFile = page.getByTestId("regions-file");
    this.budget = page.getByTestId("allocation-budget");
    this.alert = page.getByRole("alert");
    this.notices = page.getByTestId("notices");
    this.interpretation = page.getByTestId("interpretation");
    this.policy = page.getByTestId("missing-visits");
    this.merged = new Table(page.getByTestId("merged-table"), page);
    this.centres = new Table(page.getByTestId("centres-table"), page);
    this.organizations = new Table(page.getByTestId("organizations-table"), page);
    this.regions = new Table(page.getByTestId("regions-table"), page);
    this.allocation = new Table(page.getByTestId("allocation-table"), page);
    this.allocated = new Table(page.getByTestId("allocation-organizations-table"), page);
    this.unmatched = new Table(page.getByTestId("unmatched-table"), page);
    this.estimated = new Table(page.getByTestId("estimated-table"), page);
    this.policies = new Table(page.getByTestId("policies-table"), page);
    this.noticesTable = new Table(page.getByTestId("notices-table"), page);
    this.selection = page.getByTestId("selection");
    this.pictures = ["regions-heatmap", "regions-treemap", "regions-sankey"].map((testId) => page.getByTestId(testId));
    this.charts = [page.getByTestId("average-chart"), page.getByTestId("spread-chart")];
  }

  async open() {
    await this.page.goto("");
    await expect(this.page.getByRole("heading", { name: "Files" })).toBeVisible();
  }

  /** Waits until both workers are there: the one that computes, and the one that waits for a second file. */
  async settled() {
    await expect.poll(() => this.page.workers().length).toBe(2);
  }

  async choose(expenses, visits) {
    await this.expenses.setInputFiles(expenses);
    await this.visits.setInputFiles(visits);
  }

  async openCase(name) {
    await this.open();
    await this.choose(fixture(`${name}/expenses.csv`), fixture(`${name}/visits.csv`));
    await this.results();
  }

  async openSample() {
    await this.open();
    await this.page.getByTestId("load-sample").click();
    await this.results();
  }

  /** Waits until everything that is computed is drawn. */
  async results() {
    await expect(this.page.getByRole("heading", { name: "Results" })).toBeVisible();
    for (const chart of this.charts) await expect(chart.locator("canvas")).toBeVisible();
    await expect(this.merged.rows.first()).toBeVisible();
    // What comes when the page is idle stands above the rows: until then, they move.
    await this.chartsDrawn(["heatmap-chart", "pareto-chart", "scatter-chart"]);
    await expect(this.organizations.rows.first()).toBeVisible();
  }

  /** Opens the list of notices, where it is not open. */
  async openNotices() {
    await expect(this.notices).toBeAttached();
    if (!(await this.noticesTable.table.isVisible())) await this.notices.locator(":scope > summary").click();
  }

  /** Waits until the charts are drawn, too. */
  async drawn() {
    await this.results();
    for (const chart of this.charts) await expect(chart).toHaveAttribute("aria-busy", "false");
  }

  /** Waits until each of these charts is drawn. */
  async chartsDrawn(names) {
    for (const name of names) await expect(this.page.getByTestId(name)).toHaveAttribute("aria-busy", "false");
  }

  /** Clicks a place on a chart once nothing is drawn anew: a click whose press and release meet different drawings is none. */
  async clickOn(chart, position) {
    await this.page.evaluate(() => new Promise((idle) => requestIdleCallback(() => requestAnimationFrame(() => requestAnimationFrame(idle)))));
    await chart.click({ position });
  }

  /** The card of a chart: "average-chart". */
  chartCard(name) {
    return this.page.locator("figure.chart", { has: this.page.getByTestId(name) });
  }

  /** Shows what a chart draws as a table, or the chart again. */
  async toggleTable(name) {
    await this.page.getByTestId(`${name}-as-table`).click();
  }

  /** The table that stands in a chart's place. */
  chartTable(name) {
    const table = name === "allocation-chart" || name.startsWith("regions") ? `${name}-table` : name.replace("chart", "table");
    return new Table(this.page.getByTestId(table), this.page);
  }

  /** Shows it there. */
  async asTable(chart) {
    await this.toggleTable(chart);
    const table = this.chartTable(chart);
    await expect(table.rows.first()).toBeVisible();
    return table;
  }

  /** Chooses a file that is made in the page: a header and lines, a block of them repeated. */
  async chooseLarge(input, name, header, block, times) {
    await input.evaluate((input, [name, header, block, times]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([header, ...Array(times).fill(new Blob([block]))], name));
      input.files = transfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }, [name, header, block, times]);
  }

  /**
   * Presses "Cancel" as soon as the page has one (and has read a part of the file), while `act` has files chosen: in the
   * page itself, since they may be read sooner than a message comes here and goes back.
   */
  async cancelled(act, { begun = false } = {}) {
    const pressed = this.page.evaluateHandle((begun) => ({ then: new Promise((told) => {
      const observer = new MutationObserver(() => {
        const cancel = document.querySelector("[data-testid=cancel]");
        const progress = document.querySelector("[data-testid=progress]");
        if (!cancel || (begun && !progress?.value)) return;
        observer.disconnect();
        cancel.click();
        told(progress?.value);
      });
      observer.observe(document.body, { childList: true, subtree: true, attributes: true });
    }) }), begun);
    const watching = await pressed;
    await act();
    return watching.evaluate(({ then }) => then);
  }

  async startOver() {
    await this.page.getByTestId("start-over").click();
    await expect(this.page.getByRole("heading", { name: "Results" })).toBeHidden();
  }

  /**
   * Makes expenses and visits of every organization at each of the centres in the page; two handles
   * to files. One row in so many has no visits.
   */
  async makeGrid(rows, { centres = 400, gapEvery = 100 } = {}) {
    return Promise.all(["Expenses", "Visits"].map((measure) => this.page.evaluateHandle(([measure, rows, centres, gapEvery]) => {
      const parts = [`Organization,Centre number,Centre name,${measure}\n`];
      for (let from = 0; from < rows; from += 100_000) {
        let text = "";
        for (let at = from; at < Math.min(rows, from + 100_000); at += 1) {
          const centre = 71_000 + (at % centres);
          // Scattered, and the same in every run.
          const random = Math.imul(at + 1, 2_654_435_761) >>> 0;
          const visits = at % gapEvery === 0 ? "" : 1 + (random % 900);
          const amount = measure === "Visits" ? visits : `"${1 + (random % 899)},${100 + (random % 899)}.25"`;
          text += `${10_000 + Math.floor(at / centres)},${centre},Health centre ${centre},${amount}\n`;
        }
        parts.push(new Blob([text]));
      }
      return new File(parts, `${measure}.csv`);
    }, [measure, rows, centres, gapEvery])));
  }

  /** Chooses two files that were made in the page. */
  async chooseMade(expenses, visits) {
    const inputs = [await this.expenses.elementHandle(), await this.visits.elementHandle()];
    // In one go: the second file comes while the first is being read.
    await this.page.evaluate(([inputs, files]) => {
      inputs.forEach((input, at) => {
        const transfer = new DataTransfer();
        transfer.items.add(files[at]);
        input.files = transfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }, [inputs, [expenses, visits]]);
  }

  /** Drops files on the page, as from a file manager. */
  async drop(...files) {
    const contents = await Promise.all(files.map(async (path) => [path.split("/").pop(), (await readFile(path)).toString("base64")]));
    const transfer = await this.page.evaluateHandle((contents) => {
      const transfer = new DataTransfer();
      for (const [name, bytes] of contents) {
        transfer.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name));
      }
      return transfer;
    }, contents);
    for (const kind of ["dragover", "drop"]) await this.page.dispatchEvent(".page", kind, { dataTransfer: transfer });
  }

  /** Has the budget spread by a basis. */
  async by(basis) {
    await this.page.getByTestId("allocation-basis").getByRole("radio", { name: basis }).check();
  }

  /** What the browser says of something that a journey breaks is expected: there is some in the end, all like this. */
  expectWrong(like) {
    this.expected = like;
  }

  /** The card of a file: "Expenses", "Visits" or "Regions". */
  card(name) {
    return this.page.locator(".file-card", { has: this.page.getByRole("heading", { name: new RegExp(`^${name}`) }) });
  }

  /** Pastes a text, as copied from a spreadsheet. */
  async paste(text) {
    await this.page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  /** The file that a button saves: its name and its bytes, as one to be chosen. */
  async savedFile(testId) {
    const download = this.page.waitForEvent("download");
    await this.page.getByTestId(testId).click();
    const file = await download;
    return { name: file.suggestedFilename(), mimeType: "", buffer: await readFile(await file.path()) };
  }

  /** The name and the text of the file that a button saves. */
  async saved(testId) {
    const { name, buffer } = await this.savedFile(testId);
    return [name, buffer.toString("utf8")];
  }

  /** What is on the clipboard. */
  clipboard() {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }
}

/** The cells of a CSV file, row by row. */
export function cells(csv) {
  const rows = [[]];
  for (const [, quoted, plain, end] of csv.replace(/^\ufeff/, "").matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  return rows.filter((row) => row.length > 1 || row[0]);
}

/**
 * An SVG file as another program opens it: on a page of its own, which has no policy of ours. Its root, its
 * width as a picture (0 where it can't be one), how much it draws, and what in it could run or lead elsewhere.
 */
export async function opened(svg, context) {
  const page = await context.newPage();
  const found = await page.evaluate(async (text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    const image = new Image();
    const width = new Promise((told) => {
      image.onload = () => told(image.naturalWidth);
      image.onerror = () => told(0);
    });
    image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    const count = (selector) => parsed.querySelectorAll(selector).length;
    return { root: parsed.documentElement.nodeName, width: await width, shapes: count("path, image"), live: count("script, foreignObject, a, parsererror") };
  }, svg);
  await page.close();
  return found;
}

/** What axe finds on a page, or a part of it, that keeps people from using it. */
export async function grave(page, part) {
  // What is out of sight, too.
  await page.evaluate(() => document.querySelectorAll(".data-table-scroll").forEach(({ style }) => style.setProperty("content-visibility", "visible")));
  const builder = new AxeBuilder({ page });
  const { violations } = await (part ? builder.include(part) : builder).analyze();
  const found = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

class Table {
  constructor(table, page) {
    this.table = table;
    this.page = page;
    this.rows = table.locator("tbody:not([aria-hidden]) tr");
    this.card = page.locator(".data-table", { has: table });
    this.filter = this.card.getByRole("searchbox");
    this.region = this.card.locator(".data-table-scroll");
    this.totals = table.locator("tfoot");
    this.said = this.card.getByRole("status");
  }

  /** Opens what a button above the table shows: "Filters", "Columns". */
  async show(name) {
    await this.card.getByRole("button", { name: `${name} of ` }).click();
  }

  /** The first cells of the rows that are headed so. */
  headed(text) {
    return this.rows.locator("[role=rowheader]").filter({ hasText: new RegExp(`^${text}$`) });
  }

  /** The field above a column. */
  above(name) {
    return this.table.getByRole("textbox", { name: `Filter ${name}`, exact: true });
  }

  choice(name) {
    return this.card.getByRole("checkbox", { name, exact: true });
  }

  /** Sorts by a column, too. */
  thenBy(name) {
    return this.header(name).getByRole("button").click({ modifiers: ["Shift"] });
  }

  headers() {
    return this.table.locator("thead th button").evaluateAll((buttons) => buttons.map((button) => button.firstChild.textContent));
  }

  sortBy(name) {
    return this.header(name).getByRole("button").click();
  }

  header(name) {
    return this.table.getByRole("columnheader", { name, exact: true });
  }

  /** The texts of one column, in order of the rows drawn. */
  column(name) {
    return this.table.evaluate((table, name) => {
      const headers = [...table.querySelectorAll("thead th button")].map((button) => button.firstChild.textContent);
      const rows = [...table.querySelectorAll("tbody:not([aria-hidden]) tr")];
      return rows.map((row) => row.cells[headers.indexOf(name)]?.firstChild?.textContent);
    }, name);
  }

  async expectColumn(name, texts) {
    await expect.poll(() => this.column(name)).toEqual(texts);
  }

  /** The last row's cells that hold something. What is out of sight is not laid out, and has no lines. */
  async last() {
    await this.region.scrollIntoViewIfNeeded();
    await this.region.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const cells = this.totals.locator("th, td");
    return cells.evaluateAll((cells) => cells.map((cell) => cell.innerText.replaceAll("\n", " | ")).filter(Boolean));
  }

  /** The test id of the button that saves it as CSV. */
  exportId() {
    return this.card.getByRole("button", { name: "Save as CSV" }).getAttribute("data-testid");
  }

  async scrollTo(share) {
    await this.region.scrollIntoViewIfNeeded();
    await this.card.locator(".data-table-scroll").evaluate((element, share) => {
      element.scrollTop = share * (element.scrollHeight - element.clientHeight);
    }, share);
  }
}

export const test = base.extend({
  // Every journey fails on an error in the console, a violation of the page's policy or a request to another place.
  pervisit: async ({ page, baseURL }, use) => {
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== "blob:" && protocol !== "data:" && origin !== new URL(baseURL).origin) wrong.push(`request: ${request.url()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
    });
    const pervisit = new PerVisit(page);
    pervisit.wrong = wrong;
    await use(pervisit);
    const { expected } = pervisit;
    if (expected) await expect.poll(() => wrong.length).toBeGreaterThan(0);
    expect(wrong.filter((said) => !expected?.test(said))).toEqual([]);
  },
});

export { expect };
