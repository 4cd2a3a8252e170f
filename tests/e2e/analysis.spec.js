// From two files to figures, tables, charts and saved files.
import { expect, file, fixture, test } from "./pervisit.js";

test("the notebook's case gives the notebook's figures", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");

  await expect(page.getByText("14 of 14 organization and centre pairs match")).toBeVisible();
  await expect(page.getByText("2 blank rows dropped")).toBeVisible();
  await pervisit.centres.expectColumn("Centre", [
    "Metabolic Specialty Clinic",
    "Medical Specialty Clinic",
    "Diabetes Specialty Clinic",
    "Mental Health Specialty Clinic",
  ]);
  await pervisit.centres.expectColumn("Average", ["516.78", "251.25", "241.25", "83.33"]);
  await expect(pervisit.merged.rows).toHaveCount(14);
  expect((await pervisit.merged.column("Expense per visit")).slice(0, 5)).toEqual(["250.00", "225.00", "450.00", "0.00", "275.00"]);
  expect((await pervisit.merged.column("Visits")).slice(0, 4)).toEqual(["20,000", "44,444", "27,778", "missing"]);
  await expect(page.locator(".check-warning")).toContainText(
    "2 rows have no visits (missing). They count as 0, which puts the average of Mental Health Specialty Clinic at 83.33 instead of 250.00.",
  );
  await expect(page.locator(".headline")).toContainText("72,950,000");
  await expect(page.locator(".headline")).toContainText("303.02");
  await expect(pervisit.interpretation).toContainText("Metabolic Specialty Clinic is the dearest at 516.78 a visit on average");
});

test("headers may be spelled in other ways, and identifiers are text", async ({ pervisit }) => {
  await pervisit.openCase("spelling");
  await pervisit.merged.expectColumn("Centre number", ["007", "007", "7"]);
  await pervisit.merged.expectColumn("Expenses", ["1,200.50", "800.00", "300.00"]);
});

test("the header leads to the stages there are", async ({ pervisit, page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await pervisit.open();
  const ways = page.getByRole("navigation", { name: "Stages" }).getByRole("link");
  await expect(ways).toHaveCount(0);
  await pervisit.choose(fixture("notebook/expenses.csv"), fixture("notebook/visits.csv"));
  await expect(ways).toHaveText(["Files", "Check", "Results"]);
  const results = page.getByRole("heading", { name: "Results" });
  await pervisit.results();
  await expect(results).not.toBeInViewport();
  await ways.filter({ hasText: "Results" }).click();
  await expect(results).toBeInViewport();
});

test("what is odd about the files is listed with its row", async ({ pervisit, page }) => {
  await pervisit.openCase("messy");
  await pervisit.openNotices();
  const notice = (kind) => pervisit.noticesTable.rows.filter({ hasText: kind });
  await expect(notice("Not a number")).toContainText("“twelve” under “Expenses” is not a number; the row is kept, its figure is unknown.");
  await expect(notice("Not a number").getByRole("cell").nth(2)).toHaveText("4");
  await expect(notice("Row without a key")).toContainText("There is no identifier under “Organization”; the row was set aside.");
  await expect(notice("Lines summed")).toContainText("2 lines share one pair of organization and centre; they were summed");
  await pervisit.merged.expectColumn("Expenses", ["150.50", "unreadable", "-30.00", "400.00", "90.00"]);
  await pervisit.merged.expectColumn("Visits", ["10", "5", "3", "suppressed", "0"]);

  await expect(page.getByText("5 of 7 organization and centre pairs match")).toBeVisible();
  await page.getByText("Show the pairs without a match").click();
  await pervisit.unmatched.expectColumn("Organization", ["E", "F"]);
  await pervisit.unmatched.expectColumn("Visits", ["not in the file", "8"]);
});

test("a column sorts one way, the other, then not; unknown figures stay last", async ({ pervisit }) => {
  await pervisit.openCase("messy");
  const { merged } = pervisit;
  const header = merged.header("Expense per visit");
  await expect(header).toHaveAttribute("aria-sort", "none");
  await merged.sortBy("Expense per visit");
  await expect(header).toHaveAttribute("aria-sort", "descending");
  await merged.expectColumn("Expense per visit", ["15.05", "0.00", "-10.00", "–", "–"]);
  await merged.sortBy("Expense per visit");
  await expect(header).toHaveAttribute("aria-sort", "ascending");
  await merged.expectColumn("Expense per visit", ["-10.00", "0.00", "15.05", "–", "–"]);
  await merged.sortBy("Expense per visit");
  await expect(header).toHaveAttribute("aria-sort", "none");
  await merged.expectColumn("Organization", ["A", "B", "B", "C", "D"]);
});

test("a filter leaves the rows that have its words, in the file that is saved too", async ({ pervisit }) => {
  await pervisit.openCase("notebook");
  await pervisit.merged.filter.fill("mental");
  await pervisit.merged.expectColumn("Organization", ["1", "2", "3"]);
  await pervisit.merged.sortBy("Expenses");
  await pervisit.merged.expectColumn("Expenses", ["8,000,000", "4,000,000", "500,000"]);
  const [name, text] = await pervisit.saved("export-merged");
  expect(name).toBe("expense-per-visit.csv");
  expect(text).toBe(
    "\ufeffOrganization,Centre number,Centre name,Expenses,Visits,Expense per visit,Index (100 = the centre's pooled),Estimated,Remarks\n" +
      "2,82,Mental Health Specialty Clinic,8000000,32000,250,100,no,\n" +
      '3,82,Mental Health Specialty Clinic,4000000,,0,,no,"visits missing, counted as 0"\n' +
      '1,82,Mental Health Specialty Clinic,500000,,0,,no,"visits missing, counted as 0"\n',
  );
  await pervisit.merged.filter.fill("nothing like it");
  await expect(pervisit.merged.card.getByText("No row has all these words.")).toBeVisible();
});

test("the averages are saved in the table's order", async ({ pervisit }) => {
  await pervisit.openCase("notebook");
  await pervisit.centres.sortBy("Centre");
  const [name, text] = await pervisit.saved("export-centres");
  expect(name).toBe("centres.csv");
  expect(text.split("\n").map((line) => line.split(",")[0])).toEqual(["\ufeffCentre number", "50", "10", "82", "65", ""]);
});

test("leaving rows without visits out changes every figure at once", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  await pervisit.policy.getByRole("radio", { name: "Leave out" }).check();
  await pervisit.centres.expectColumn("Average", ["516.78", "251.25", "250.00", "241.25"]);
  await expect(page.locator(".check-warning")).toContainText("They stay in the tables and out of the averages, with expenses of 4,500,000.");
  await expect.poll(async () => (await pervisit.merged.column("Expense per visit"))[3]).toBe("–");
  await pervisit.policy.getByRole("radio", { name: "Count as 0" }).check();
  await pervisit.centres.expectColumn("Average", ["516.78", "251.25", "241.25", "83.33"]);
});

test("a finding leads to the rows behind it", async ({ pervisit }) => {
  await pervisit.openCase("notebook");
  await pervisit.interpretation.getByRole("link", { name: "Diabetes Specialty Clinic" }).first().click();
  await pervisit.merged.expectColumn("Centre number", ["50", "50", "50", "50"]);
});

test("a chart says in a tooltip and in words what it draws", async ({ pervisit }) => {
  await pervisit.openCase("notebook");
  await pervisit.drawn();
  const [averages, spreads] = pervisit.charts;
  await expect(averages).toHaveAttribute("aria-label", /Metabolic Specialty Clinic is highest at 516\.78\. Mental Health Specialty Clinic is lowest at 83\.33\./);
  for (const chart of [averages, spreads]) {
    const before = await chart.screenshot();
    await chart.hover({ position: { x: 250, y: 70 } });
    await expect.poll(async () => (await chart.screenshot()).equals(before), "a tooltip is drawn").toBe(false);
  }
});

test("charts follow the table, the window and the theme", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  await pervisit.drawn();
  const [averages] = pervisit.charts;
  const changes = async (act) => {
    const before = await averages.screenshot();
    await act();
    await expect.poll(async () => (await averages.screenshot()).equals(before)).toBe(false);
  };
  await changes(() => pervisit.centres.sortBy("Centre"));
  await changes(() => page.getByRole("button", { name: "Theme" }).click());
  await changes(() => page.emulateMedia({ colorScheme: "light" }).then(() => pervisit.centres.filter.fill("d")));
  const width = () => averages.locator("canvas").evaluate((canvas) => canvas.clientWidth);
  const wide = await width();
  await page.setViewportSize({ width: 390, height: 800 });
  await expect.poll(width).toBeLessThan(wide);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("400 centres can be read", async ({ pervisit, page }) => {
  const lines = (amount) => Array.from({ length: 1200 }, (_, at) => `o${at % 3},${at % 400},Centre of some length ${at % 400},${amount(at)}`);
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", ["Org,Centre no,Centre name,Expenses", ...lines((at) => 1000 + at)].join("\n")),
    file("v.csv", ["Org,Centre no,Centre name,Visits", ...lines((at) => 1 + (at % 7))].join("\n")),
  );
  await pervisit.results();
  const height = await pervisit.charts[0].evaluate((chart) => chart.clientHeight);
  expect(height).toBeLessThan(800);
  await expect(pervisit.centres.card.getByText("400 rows")).toBeVisible();
  await pervisit.centres.sortBy("Number");
  await pervisit.centres.scrollTo(1);
  await expect(pervisit.centres.headed("399")).toBeVisible();

  // A chart is slid down by keys, and with the mouse.
  const card = pervisit.chartCard("average-chart");
  const slider = card.getByRole("slider");
  const sees = (window) => expect(card.locator(".chart-note")).toContainText(`Centres ${window} of 400`);
  await sees("1 to 20");
  await slider.focus();
  await page.keyboard.press("ArrowDown");
  await sees("2 to 21");
  await expect(slider).toHaveAttribute("aria-valuetext", "2 to 21 of 400");
  await page.keyboard.press("PageDown");
  await sees("40 to 59");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("PageUp");
  await sees("1 to 20");
  await page.keyboard.press("End");
  await sees("381 to 400");
  const { x, y, width, height: long } = await slider.boundingBox();
  expect(long).toBeGreaterThan(20 * width);
  await page.mouse.click(x + width / 2, y + 2);
  await sees("1 to 20");
  await page.mouse.click(x + width / 2, y + long - 2);
  await sees("381 to 400");
});
