// Regions: a third file or a column, the stage they make, and budgets spread over them.
import { expect, file, fixture, grave, test } from "./pervisit.js";
import { sheet } from "./workbook.js";

const EXPENSES = fixture("regions/expenses.csv");
const VISITS = fixture("regions/visits.csv");
const REGIONS = fixture("regions/regions.csv");

/** Every figure of `tests/fixtures/regions/README.md`. */
async function expectWorked({ regions }) {
  await regions.expectColumn("Region", ["North", "South", "West", "No region"]);
  await regions.expectColumn("Organizations", ["3", "2", "2", "1"]);
  await regions.expectColumn("Expenses", ["103,000", "68,000", "29,000", "24,000"]);
  await regions.expectColumn("Share", ["46.0\u00a0%", "30.4\u00a0%", "12.9\u00a0%", "10.7\u00a0%"]);
  await regions.expectColumn("Visits", ["700", "800", "500", "300"]);
  await regions.expectColumn("Pooled", ["147.14", "85.00", "50.00", "80.00"]);
  await regions.expectColumn("Expected", ["87,000", "86,000", "27,000", "20,000"]);
  await regions.expectColumn("Index", ["118.4", "79.1", "92.6", "120.0"]);
  await regions.expectColumn("Population", ["10,000", "20,000", "10,000", "–"]);
  await regions.expectColumn("Per head", ["10.30", "3.40", "2.90", "–"]);
  await expect.poll(() => regions.last()).toEqual([
    "Total | 16 rows", "8", "224,000 | 16 rows", "2,300 | 15 of 16 rows", "95.65 | 15 of 16 rows", "220,000 | 15 of 16 rows", "100.0",
  ]);
}

test("without regions there is no stage of regions, and nothing waits for one", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  await expect(page.getByRole("heading", { level: 2, name: "Regions" })).toHaveCount(0);
});

test("a file of regions may come last, and be taken away again", async ({ pervisit, page }) => {
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(REGIONS);
  await expectWorked(pervisit);
  await expect(pervisit.card("Regions")).toContainText("9 organizations");
  await expect(page.getByTestId("regions-said").getByRole("listitem")).toHaveText([
    "North is the dearest for the visits it has: index 118.4, where 100 is what its visits would cost at the centres’ unit costs of all regions together. South is the cheapest: 79.1.",
    "1 organization is in no region, with expenses of 24,000, 10.7\u00a0% of all. It keeps that share of a budget on every basis.",
    "Populations are counted as the organizations’ in regions.csv; a region has as many people as its organizations with joined rows together.",
  ]);
  const notice = (kind) => pervisit.noticesTable.rows.filter({ hasText: kind });
  await pervisit.openNotices();
  await expect(notice("Without a region")).toContainText("1 organization is in no region: H.");
  await expect(notice("In neither file")).toContainText("Z.");

  await page.getByTestId("remove-regions").click();
  await expect(pervisit.regions.table).toHaveCount(0);
  await expect(notice("Without a region")).toHaveCount(0);
  await expect(pervisit.merged.rows).toHaveCount(16);
});

test("or first; or all three are dropped at once", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.regionsFile.setInputFiles(REGIONS);
  await expect(pervisit.card("Regions")).toContainText("9 organizations");
  await pervisit.choose(EXPENSES, VISITS);
  await expectWorked(pervisit);
  await pervisit.startOver();
  await expect(pervisit.regions.table).toHaveCount(0);
  await pervisit.drop(REGIONS, VISITS, EXPENSES);
  await expectWorked(pervisit);
  await pervisit.drop(REGIONS, REGIONS);
  await expect(pervisit.alert).toContainText("regions.csv, regions.csv: both are files of regions. Drop one of them.");
});

test("a range of regions is pasted, and a column is told by hand", async ({ pervisit }) => {
  await pervisit.openCase("regions");
  await pervisit.paste("Org\tHealth authority\nA\tEast\nB\tWest\n");
  await pervisit.regions.expectColumn("Region", ["East", "West", "No region"]);
  expect(await pervisit.regions.headers()).not.toContain("Population");

  await pervisit.regionsFile.setInputFiles(file("odd.csv", "Site;Network\nA;One\nB;Two\nC;Two\n"));
  await expect(pervisit.alert).toContainText("no column for the organization was found");
  const card = pervisit.card("Regions");
  await card.getByLabel("Organization", { exact: true }).selectOption({ index: 1 });
  await expect(pervisit.alert).toContainText("no column for the region was found");
  await card.getByLabel("Region", { exact: true }).selectOption({ index: 2 });
  await pervisit.regions.expectColumn("Region", ["One", "Two", "No region"]);
  await expect(pervisit.alert).toBeEmpty();
});

test("an organization in two regions is named; what was there stays", async ({ pervisit, page }) => {
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(REGIONS);
  await expectWorked(pervisit);
  await pervisit.regionsFile.setInputFiles(file("two.csv", "Org,Region\nA,East\nB,West\nA,West\n"));
  await expect(pervisit.alert).toContainText(
    "two.csv, row 4: organization “A” is in the region “West” here, and in “East” in row 2. Give it one region, as rows of one year alone may do, and choose the file again; or say that the column is not the region. regions.csv stays in place.",
  );
  await expectWorked(pervisit);
  await page.getByRole("button", { name: "Put aside" }).click();
  await expect(pervisit.alert).toBeEmpty();
});

test("a column of the expenses tells regions; two of one organization leave the results as they are", async ({ pervisit, page }) => {
  await pervisit.open();
  const visits = file("v.csv", "Org,Centre no,Visits\nA,1,1\nB,1,1\nA,2,3\n");
  await pervisit.choose(file("e.csv", "Org,Zone,Centre no,Expenses\nA,East,1,10\nB,West,1,20\nA,East,2,5\n"), visits);
  await pervisit.regions.expectColumn("Region", ["East", "West"]);
  await expect(page.getByTestId("regions-said")).toContainText("Regions are those under “Zone” in e.csv.");
  await pervisit.by("Population");
  await expect(page.getByText("The population of East and West is not known")).toBeVisible();
  await expect(pervisit.allocation.table).toBeHidden();

  await pervisit.expenses.setInputFiles(file("e.csv", "Org,Zone,Centre no,Expenses\nA,East,1,10\nB,West,1,20\nA,West,2,5\n"));
  await expect(pervisit.alert).toContainText("e.csv, row 4: organization “A” is in the region “West” here, and in “East” in row 2.");
  await expect(pervisit.regions.table).toHaveCount(0);
  await expect(pervisit.merged.rows).toHaveCount(3);
  await pervisit.regionsFile.setInputFiles(file("r.csv", "Org,Region\nA,East\nB,West\n"));
  await pervisit.regions.expectColumn("Region", ["East", "West"]);
  await expect(pervisit.alert).toBeEmpty();
});

test("half of the organizations are in no region: they are the last row of every order", async ({ pervisit }) => {
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(file("half.csv", "Org,Region\nA,North\nB,North\nC,North\nD,South\n"));
  await pervisit.regions.expectColumn("Organizations", ["3", "1", "4"]);
  await pervisit.regions.sortBy("Organizations");
  await pervisit.regions.expectColumn("Region", ["North", "South", "No region"]);
  await pervisit.regions.sortBy("Organizations");
  await pervisit.regions.expectColumn("Region", ["South", "North", "No region"]);
  await pervisit.regions.filter.fill("south");
  await pervisit.regions.expectColumn("Region", ["South"]);
  await expect(pervisit.regions.totals).toHaveCount(0);
});

test("a budget is spread by each basis, and a region's part over its organizations", async ({ pervisit, page }) => {
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(REGIONS);
  const { allocation } = pervisit;
  const bases = {
    "Expected expenses": ["87,000.00", "86,000.00", "27,000.00", "24,000.00"],
    "Current share": ["103,000.00", "68,000.00", "29,000.00", "24,000.00"],
    Visits: ["70,000.00", "80,000.00", "50,000.00", "24,000.00"],
    Population: ["50,000.00", "100,000.00", "50,000.00", "24,000.00"],
    Blend: ["68,500.00", "93,000.00", "38,500.00", "24,000.00"],
  };
  for (const [basis, amounts] of Object.entries(bases)) {
    await pervisit.by(basis);
    await allocation.expectColumn("Allocated", amounts);
  }
  await allocation.expectColumn("Today", ["103,000.00", "68,000.00", "29,000.00", "24,000.00"]);
  await allocation.expectColumn("Difference", ["-34,500.00", "+25,000.00", "+9,500.00", "0.00"]);
  await allocation.expectColumn("Change", ["-33.5\u00a0%", "+36.8\u00a0%", "+32.8\u00a0%", "0.0\u00a0%"]);
  await expect.poll(() => allocation.last()).toEqual(["Total", "224,000.00", "224,000.00", "0.00", "0.0\u00a0%"]);

  // All of the weight on visits is the basis of visits.
  for (const [name, weight] of [["visits", "5"], ["expected expenses", ""], ["population", "0"]]) {
    await page.getByLabel(`Weight of ${name}, per cent`).fill(weight);
  }
  await allocation.expectColumn("Allocated", bases.Visits);
  await page.getByLabel("Weight of visits, per cent").fill("none");
  await expect(page.getByText("Weights are numbers of 0 or more")).toBeVisible();
  await expect(allocation.table).toBeHidden();

  await pervisit.by("Visits");
  await pervisit.budget.fill("$ 100");
  await allocation.expectColumn("Allocated", ["31.25", "35.72", "22.32", "10.71"]);
  await pervisit.budget.fill("1,00");
  await expect(page.getByText("This is no amount. Write it like 1,234,567.50.")).toBeVisible();
  await expect(pervisit.budget).toHaveAttribute("aria-invalid", "true");
  // What is half typed leaves the table as it was.
  await allocation.expectColumn("Allocated", ["31.25", "35.72", "22.32", "10.71"]);
  await pervisit.budget.fill("-1");
  await expect(page.getByText("The budget is below 0")).toBeVisible();

  await pervisit.budget.fill("224,000");
  await pervisit.by("Current share");
  await allocation.expectColumn("Allocated", bases["Current share"]);
  await allocation.table.getByRole("button", { name: "North" }).click();
  const { allocated } = pervisit;
  await allocated.expectColumn("Organization", ["A", "B", "C"]);
  await allocated.expectColumn("Allocated", ["32,000.00", "56,000.00", "15,000.00"]);
  await pervisit.by("Population");
  await allocated.expectColumn("Allocated", ["20,000.00", "25,000.00", "5,000.00"]);
  await page.getByTestId("close-region").click();
  await expect(allocated.table).toHaveCount(0);

  // What was typed stays when the files change.
  await pervisit.budget.fill("100");
  await pervisit.by("Visits");
  await pervisit.regionsFile.setInputFiles(REGIONS);
  await allocation.expectColumn("Allocated", ["31.25", "35.72", "22.32", "10.71"]);
});

test("what is shown is saved, with its basis", async ({ pervisit }) => {
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(REGIONS);
  await expectWorked(pervisit);
  await pervisit.regions.sortBy("Index");
  const [name, text] = await pervisit.saved("export-regions");
  expect(name).toBe("regions.csv");
  expect(text.split("\n").slice(0, 2)).toEqual([
    "\ufeffRegion,Organizations,Expenses,Share of expenses,Visits,Pooled expense per visit,Expected expenses,Index (100 = as expected),Population,Expenses per head",
    "North,3,103000,0.45982142857142855,700,147.14285714285714,87000,118.39080459770115,10000,10.3",
  ]);
  expect(text).toContain("\n(no region),1,24000,");

  await pervisit.by("Blend");
  await pervisit.allocation.expectColumn("Allocated", ["68,500.00", "93,000.00", "38,500.00", "24,000.00"]);
  await pervisit.allocation.sortBy("Difference");
  const [, spread] = await pervisit.saved("export-allocation");
  expect(spread).toBe(
    "\ufeffBasis,Region or organization,Today,Allocated,Difference,Change,Rows the basis leaves out,Rows with unknown expenses,Rows with estimated visits\n" +
      '"Expected expenses 50, Population 50",South,68000,93000,25000,0.36764705882352944,0,0,0\n' +
      '"Expected expenses 50, Population 50",West,29000,38500,9500,0.3275862068965517,1,0,0\n' +
      '"Expected expenses 50, Population 50",North,103000,68500,-34500,-0.33495145631067963,0,0,0\n' +
      '"Expected expenses 50, Population 50",(no region),24000,24000,0,0,0,0,0\n',
  );
});

test("saved as workbooks, regions and allocations are figures, with the basis beside them", async ({ pervisit }) => {
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(REGIONS);
  await expectWorked(pervisit);
  const regions = await pervisit.savedFile("export-regions-xlsx");
  expect(regions.name).toBe("regions.xlsx");
  const close = (figure) => expect.closeTo(figure, 9);
  expect(sheet(regions.buffer)).toEqual([
    ["Region", "Organizations", "Expenses", "Share of expenses", "Visits", "Pooled expense per visit", "Expected expenses", "Index (100 = as expected)", "Population", "Expenses per head"],
    ["North", 3, 103_000, close(103 / 224), 700, close(1030 / 7), 87_000, close(10_300 / 87), 10_000, close(10.3)],
    ["South", 2, 68_000, close(68 / 224), 800, 85, 86_000, close(6_800 / 86), 20_000, close(3.4)],
    ["West", 2, 29_000, close(29 / 224), 500, 50, 27_000, close(2_500 / 27), 10_000, close(2.9)],
    ["(no region)", 1, 24_000, close(24 / 224), 300, 80, 20_000, 120],
  ]);

  await pervisit.by("Blend");
  await pervisit.budget.fill("112,000.01");
  await pervisit.allocation.expectColumn("Today", ["103,000.00", "68,000.00", "29,000.00", "24,000.00"]);
  await expect.poll(() => pervisit.allocation.last()).toContain("112,000.01");
  const allocation = await pervisit.savedFile("export-allocation-xlsx");
  expect(allocation.name).toBe("allocation.xlsx");
  const [header, ...rows] = sheet(allocation.buffer);
  expect(header).toEqual(["Basis", "Region or organization", "Today", "Allocated", "Difference", "Change", "Rows the basis leaves out", "Rows with unknown expenses", "Rows with estimated visits"]);
  expect(rows.map(([basis, name, today]) => [basis, name, today])).toEqual(
    [["North", 103_000], ["South", 68_000], ["West", 29_000], ["(no region)", 24_000]].map((region) => ["Expected expenses 50, Population 50", ...region]),
  );
  const amounts = rows.map(([, , , amount]) => amount);
  // Half of 68,500, 93,000, 38,500 and 24,000; the cent goes to the largest remainder.
  expect(amounts.map(Math.floor)).toEqual([34_250, 46_500, 19_250, 12_000]);
  expect(amounts.reduce((sum, amount) => sum + Math.round(100 * amount), 0)).toBe(11_200_001);

  await pervisit.budget.fill("");
  await pervisit.by("Current share");
  await pervisit.allocation.expectColumn("Allocated", ["103,000.00", "68,000.00", "29,000.00", "24,000.00"]);
  const same = await pervisit.savedFile("export-allocation-xlsx");
  expect(sheet(same.buffer).slice(1).map(([basis, , , amount, difference]) => [basis, amount, difference])).toEqual(
    [103_000, 68_000, 29_000, 24_000].map((amount) => ["Current share", amount, 0]),
  );
});

test("another policy keeps what was set; another budget survives it", async ({ pervisit }) => {
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(REGIONS);
  await pervisit.by("Visits");
  await pervisit.budget.fill("$ 100");
  await pervisit.allocation.expectColumn("Allocated", ["31.25", "35.72", "22.32", "10.71"]);
  await pervisit.policy.getByRole("radio", { name: "Leave out" }).check();
  await pervisit.centres.expectColumn("n", ["3", "3", "3", "3", "3"]);
  await expect(pervisit.budget).toHaveValue("$ 100");
  await pervisit.allocation.expectColumn("Allocated", ["31.25", "35.72", "22.32", "10.71"]);
});

test("the sample has regions", async ({ pervisit }) => {
  await pervisit.openSample();
  await pervisit.regions.expectColumn("Region", ["Coast", "Highlands", "Lakeshore", "Prairie", "No region"]);
  await expect(pervisit.allocation.rows).toHaveCount(5);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing serious about regions, ${colorScheme}`, async ({ pervisit, page }) => {
    await page.emulateMedia({ colorScheme });
    await pervisit.openCase("regions");
    await pervisit.regionsFile.setInputFiles(REGIONS);
    await expectWorked(pervisit);
    await pervisit.by("Blend");
    await pervisit.allocation.table.getByRole("button", { name: "West" }).click();
    await expect(pervisit.allocated.rows).toHaveCount(2);
    await pervisit.budget.fill("x");
    await expect(page.getByText("This is no amount.")).toBeVisible();
    const check = async (screen) => expect([screen, await grave(page)]).toEqual([screen, []]);
    await check("a budget that is none");
    await pervisit.budget.fill("");
    await expect(pervisit.allocated.rows).toHaveCount(2);
    await check("a region opened");
  });
}

test("the keyboard alone spreads a budget and opens a region", async ({ pervisit, page }) => {
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(REGIONS);
  await expectWorked(pervisit);
  const tabTo = async (locator) => {
    for (let presses = 0; presses < 40; presses += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error("it can't be reached with Tab");
  };
  await pervisit.regions.region.focus();
  await tabTo(pervisit.budget);
  await page.keyboard.type("200,000");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "Population" })).toBeChecked();
  await expect.poll(() => pervisit.allocation.last()).toContain("200,000.00");
  await tabTo(pervisit.allocation.rows.first().getByRole("button"));
  while (!(await pervisit.allocation.rows.locator(":focus", { hasText: "North" }).count())) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await pervisit.allocated.expectColumn("Organization", ["A", "B", "C"]);
});
