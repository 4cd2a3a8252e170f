// What was asked for last is what is shown, whatever comes late, or not at all.
import { rm, writeFile } from "node:fs/promises";
import { cells, expect, file, fixture, test } from "./pervisit.js";

const EXPENSES = fixture("notebook/expenses.csv");
const VISITS = fixture("notebook/visits.csv");

/** Holds back a part of the page until it is let go. */
const held = async (page, name) => {
  let go;
  const gone = new Promise((resolve) => (go = resolve));
  await page.route(new RegExp(`/${name}-[^/]*$`), async (route) => {
    await gone;
    await route.continue();
  });
  return go;
};

/** Chooses a file that takes long to read, and can't be used at its end. */
const chooseBroken = (input) =>
  input.evaluate((input) => {
    const block = new Blob(["1000,100,12345\n".repeat(100_000)]);
    const transfer = new DataTransfer();
    transfer.items.add(new File(["Org,Centre no,Visits\n", ...Array(40).fill(block), '1000,100,"12'], "broken.csv"));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

const under = (pervisit, name) => pervisit.policy.getByRole("radio", { name }).check();

test("a policy that was chosen after estimates holds when these could begin", async ({ pervisit, page }) => {
  const go = await held(page, "split_estimates_desk");
  await pervisit.openCase("notebook");
  await under(pervisit, "Estimate");
  await under(pervisit, "Leave out");
  await expect(pervisit.centres.table).toContainText("left out");
  const came = page.waitForEvent("requestfinished", (request) => /split_estimates_desk-/.test(request.url()));
  go();
  await came;
  // The worker has its part, and has looked at what was asked for with it.
  await pervisit.settled();
  await page.getByTestId("policies").locator("summary").click();
  await expect(pervisit.policies.rows.first()).toBeVisible();
  await pervisit.merged.filter.fill("mental");
  await expect(pervisit.merged.rows).toHaveCount(3);
  await expect(pervisit.merged.table).not.toContainText("estimated");
});

test("a policy that was chosen while a file was read holds when that is refused", async ({ pervisit }) => {
  await pervisit.openCase("notebook");
  await chooseBroken(pervisit.visits);
  await under(pervisit, "Leave out");
  await expect(pervisit.alert).toContainText("broken.csv, row 4000002: a quote opens in this row and never closes. ");
  await expect(pervisit.alert).toContainText("visits.csv stays in place.");
  await expect(pervisit.centres.table).toContainText("left out");
});

test("a program for workbooks that can't be loaded takes nothing else with it", async ({ pervisit, page }) => {
  await page.route(/\/workbook_bg-[^/]*$/, (route) => route.abort());
  await pervisit.openCase("notebook");
  await pervisit.expenses.setInputFiles(fixture("workbook/expenses.xlsx"));
  await expect(pervisit.alert).toContainText("expenses.xlsx: the file could not be read: the part of this page that opens workbooks has stopped");
  await expect(pervisit.alert).toContainText("expenses.csv stays in place.");
  await pervisit.merged.filter.fill("diabetes");
  await expect(pervisit.merged.rows).toHaveCount(4);
  await page.unroute(/\/workbook_bg-[^/]*$/);
  await pervisit.expenses.setInputFiles(fixture("workbook/expenses.xlsx"));
  await expect(pervisit.card("Expenses")).toContainText("sheet 2025");
  await expect(pervisit.alert).toBeEmpty();
  // What the browser says of the part.
  pervisit.expectWrong(/net::ERR_FAILED/);
});

test("a sheet that is slow gives way to a file that was chosen after it", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(fixture("workbook/expenses.xlsx"), file("visits.csv", "Org,Centre no,Visits\n007,10,4\n8,10,5\n"));
  await pervisit.results();
  const card = pervisit.card("Expenses");
  await card.locator("details > summary").click();
  const go = await held(page, "workbook_bg");
  await card.getByLabel("Sheet").selectOption("2024");
  await expect(page.getByTestId("progress")).toBeVisible();
  await pervisit.expenses.setInputFiles(file("newer.csv", "Org,Centre no,Expenses\n007,10,40\n8,10,50\n"));
  await pervisit.merged.expectColumn("Expenses", ["40", "50"]);
  const came = page.waitForEvent("requestfinished", (request) => /workbook_bg-/.test(request.url()));
  go();
  await came;
  await expect.poll(() => page.workers().length).toBe(2);
  await expect(card).toContainText("newer.csv");
  await pervisit.merged.expectColumn("Expenses", ["40", "50"]);
});

test("what was dropped before starting over is not taken after it", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(EXPENSES, VISITS);
  await pervisit.results();
  const go = await held(page, "workbook_bg");
  await pervisit.drop(fixture("workbook/all.xlsx"));
  await expect.poll(() => page.workers().length).toBe(3);
  await pervisit.startOver();
  const came = page.waitForEvent("requestfinished", (request) => /workbook_bg-/.test(request.url()));
  go();
  await came;
  await expect.poll(() => page.workers().length).toBe(2);
  await expect(pervisit.card("Expenses")).toHaveClass(/file-card-empty/);
});

test("stopping one file leaves another that waits for its columns", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.expenses.setInputFiles(file("e.csv", "Org,Centre no,Expenses,Total costs\n1,2,3,4\n"));
  await expect(pervisit.card("Expenses")).toContainText("Say which column is which");
  await pervisit.cancelled(() => chooseBroken(pervisit.visits));
  await expect(page.getByTestId("progress")).toHaveCount(0);
  await expect(pervisit.alert).toContainText("more than one column could be the expenses");
  await pervisit.card("Expenses").getByLabel("Expenses", { exact: true }).selectOption({ label: "Total costs: 4" });
  await expect(pervisit.card("Expenses")).toContainText("1 row");
});

test("stopping a file does not keep another that is gone", async ({ pervisit, page }, info) => {
  const path = info.outputPath("fleeting.csv");
  await writeFile(path, "Org,Centre no,Expenses\n1,2,3\n");
  await pervisit.open();
  await pervisit.choose(path, file("visits.csv", "Org,Centre no,Visits\n1,2,1\n"));
  await pervisit.results();
  await rm(path);
  await pervisit.cancelled(() => chooseBroken(pervisit.visits));
  await expect(pervisit.alert).toContainText("fleeting.csv: the file could not be read: it is not there any more.");
  await expect(pervisit.alert).not.toContainText("stays in place");
  await expect(page.getByRole("heading", { name: "Results" })).toBeHidden();
  await pervisit.expenses.setInputFiles(EXPENSES);
  await pervisit.visits.setInputFiles(VISITS);
  await pervisit.results();
  await expect(pervisit.merged.rows).toHaveCount(14);
});

test("how a file is read can't be looked at where it is gone; that is said", async ({ pervisit, page }, info) => {
  const path = info.outputPath("fleeting.csv");
  await writeFile(path, "Org,Centre no,Expenses\n1,2,3\n");
  await pervisit.open();
  await pervisit.expenses.setInputFiles(path);
  await expect(pervisit.card("Expenses")).toContainText("1 row");
  await rm(path);
  await pervisit.card("Expenses").locator("details > summary").click();
  await expect(page.getByText("The file can’t be read again")).toBeVisible();
});

test("a chart's table follows the policy", async ({ pervisit }) => {
  await pervisit.openCase("notebook");
  await pervisit.toggleTable("spread-chart");
  const table = pervisit.chartTable("spread-chart");
  await expect(table.rows.first()).toBeVisible();
  const median = await table.column("Median");
  await under(pervisit, "Leave out");
  await expect.poll(() => table.column("Median")).not.toEqual(median);
  const [header, ...rows] = cells((await pervisit.saved("export-spread"))[1]);
  const saved = rows.map((row) => Number(row[header.indexOf("Median")]).toFixed(2));
  await table.expectColumn("Median", saved);
});
