// Organizations: what each costs against what is expected of it, and the way to its rows.
import { cells, expect, file, test } from "./pervisit.js";

test("organizations stand against what is expected of them, as worked by hand", async ({ pervisit, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await pervisit.openCase("regions");
  const { organizations } = pervisit;
  await organizations.expectColumn("Organization", ["B", "H", "C", "A", "G", "F", "E", "D"]);
  await organizations.expectColumn("Actual", ["56,000", "24,000", "15,000", "32,000", "6,000", "19,000", "20,000", "48,000"]);
  await organizations.expectColumn("Expected", ["45,000", "20,000", "12,000", "30,000", "5,000", "22,000", "26,000", "60,000"]);
  await organizations.expectColumn("Difference", ["+11,000", "+4,000", "+3,000", "+2,000", "+1,000", "-3,000", "-6,000", "-12,000"]);
  await organizations.expectColumn("Index", ["124.4", "120.0", "125.0", "106.7", "120.0", "86.4", "76.9", "80.0"]);
  await organizations.expectColumn("Above median", ["10,000", "1,000", "1,000", "2,000", "0", "0", "0", "0"]);
  await expect(organizations.rows.nth(4)).toContainText("1 left out");
  await expect.poll(() => organizations.last()).toEqual([
    "Total | 8 organizations", "15 | 16 rows", "220,000 | 15 of 16 rows", "220,000 | 15 of 16 rows", "0", "100.0", "4,000", "14,000 | 15 of 16 rows",
  ]);

  const said = page.getByTestId("organizations-said");
  await expect(said.getByRole("listitem")).toHaveText([
    "5 of 8 organizations cost more than their visits would at the centres’ pooled unit costs, 21,000 more together.",
    "Most above is B, by 11,000 (index 124.4), at Dialysis alone by 10,000; most below is D, by 12,000 (index 80.0), at Dialysis alone by 10,000.",
  ]);

  await organizations.show("Filters");
  await organizations.above("Index").fill("> 110");
  await organizations.expectColumn("Organization", ["B", "H", "C", "G"]);
  await organizations.sortBy("Organization");
  await organizations.expectColumn("Organization", ["B", "C", "G", "H"]);
  await expect.poll(() => organizations.last().then(([first, , actual]) => [first, actual])).toEqual(["Total | 4 organizations", "101,000 | 7 of 8 rows"]);

  // What is saved is what is shown, unrounded: the same figures.
  const [name, text] = await pervisit.saved("export-organizations");
  expect(name).toBe("organizations.csv");
  const [headings, ...saved] = cells(text);
  expect(headings).toEqual([
    "Organization", "Rows compared", "Actual expenses compared", "Expected expenses", "Actual less expected",
    "Index (100 = as expected)", "Expenses left out", "Spent above the centres' medians", "Rows left out", "Rows with estimated visits",
  ]);
  expect(saved.map((row) => row[0])).toEqual(["B", "C", "G", "H"]);
  for (const [, , actual, expected, difference, index] of saved) {
    expect(Number(actual) - Number(expected)).toBeCloseTo(Number(difference), 9);
    expect((100 * Number(actual)) / Number(expected)).toBeCloseTo(Number(index), 9);
  }
  await page.getByTestId("export-organizations-copy").click();
  await expect(organizations.said).toHaveText("Copied 4 rows, 10 columns.");
  expect((await pervisit.clipboard()).split("\n")[1]).toBe("B\t2\t56000\t45000\t11000\t124.44444444444444\t0\t10000\t0\t0");
  const book = await pervisit.savedFile("export-organizations-xlsx");
  expect(book.name).toBe("organizations.xlsx");
  expect(book.buffer.subarray(0, 2).toString()).toBe("PK");

  await organizations.above("Index").fill("");
  await pervisit.policy.getByRole("radio", { name: "Estimate" }).check();
  await expect(organizations.rows.filter({ hasText: "1 estimated" })).toHaveCount(1);
});

test("the organizations that stand out lead to their rows, and the heatmap follows their table", async ({ pervisit, page }) => {
  await pervisit.openCase("regions");
  const said = page.getByTestId("organizations-said");
  await said.getByRole("link", { name: "Dialysis" }).last().click();
  await pervisit.merged.expectColumn("Expenses", ["30,000"]);
  await said.getByRole("link", { name: "B", exact: true }).click();
  await pervisit.merged.expectColumn("Expenses", ["50,000", "6,000"]);
  await page.keyboard.press("Escape");

  const cells = await pervisit.asTable("heatmap-chart");
  const first = async (count) => (await cells.column("Organization")).slice(0, count);
  await expect.poll(() => first(8)).toEqual(["B", "H", "C", "A", "G", "F", "E", "D"]);
  await pervisit.organizations.sortBy("Organization");
  await expect.poll(() => first(3)).toEqual(["A", "B", "C"]);
  await pervisit.organizations.filter.fill("H");
  await expect.poll(() => first(3)).toEqual(["H", "H", "H"]);
  // Who stands out does so among all.
  await expect(said).toContainText("Most above is B");
});

test("a click on an organization selects it everywhere", async ({ pervisit, page }) => {
  await pervisit.openCase("regions");
  const { organizations, merged } = pervisit;
  await organizations.table.getByRole("button", { name: "G", exact: true }).click();
  await expect(pervisit.selection).toHaveText("Selected: organization G");
  await expect(organizations.table.getByRole("button", { name: "G", exact: true })).toHaveAttribute("aria-pressed", "true");
  await merged.expectColumn("Organization", ["G", "G"]);
  await expect(pervisit.chartCard("scatter-chart").locator(".chart-note")).toContainText("all 1 selected");
  await expect(pervisit.chartCard("spread-chart").locator(".chart-note")).toContainText("Large points: G");
  await page.keyboard.press("Escape");
  await expect(pervisit.selection).toHaveCount(0);
  await expect(merged.rows).toHaveCount(16);

  // A row of another table is one of an organization, too.
  await merged.headed("B").first().getByRole("button").click();
  await expect(organizations.table.getByRole("button", { name: "B", exact: true })).toHaveAttribute("aria-pressed", "true");
});

test("what makes an organization dear shows in its rows", async ({ pervisit }) => {
  await pervisit.openCase("regions");
  const { organizations, merged } = pervisit;
  await organizations.table.getByRole("button", { name: "B", exact: true }).click();
  await merged.show("Columns");
  for (const name of ["Expected", "Difference"]) await merged.choice(name).check();
  await merged.sortBy("Difference");
  await merged.expectColumn("Centre name", ["Dialysis", "Clinic"]);
  await merged.expectColumn("Expected", ["40,000", "5,000"]);
  await merged.expectColumn("Difference", ["+10,000", "+1,000"]);
});

test("thousands of organizations are drawn a window at a time", async ({ pervisit }) => {
  const lines = (amount) => Array.from({ length: 6_000 }, (_, at) => `o${at >> 1},${at % 2},${amount(at)}\n`).join("");
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", `Org,Centre no,Expenses\n${lines((at) => 10 + (at * 37) % 900)}`),
    file("v.csv", `Org,Centre no,Visits\n${lines((at) => 1 + (at % 7))}`),
  );
  await pervisit.results();
  const { organizations } = pervisit;
  await expect(organizations.card.getByText("3,000 rows")).toBeVisible();
  await organizations.sortBy("Organization");
  await expect.poll(async () => (await organizations.column("Organization")).slice(0, 3)).toEqual(["o0", "o1", "o2"]);
  expect(await organizations.rows.count()).toBeLessThan(100);
  await organizations.scrollTo(1);
  await expect(organizations.table.getByRole("button", { name: "o2999", exact: true })).toBeVisible();
  expect(await organizations.rows.count()).toBeLessThan(100);
  await organizations.filter.fill("o299");
  await expect(organizations.card.getByText("11 rows", { exact: true })).toBeVisible();
  await organizations.expectColumn("Organization", ["o299", ...Array.from({ length: 10 }, (_, at) => `o299${at}`)]);
});

test("what organizations are called stands beside their identifiers, is found and saved", async ({ pervisit, page }) => {
  await pervisit.open();
  const names = { 101: "Northern General", 102: "Hôpital du Sud", 103: "" };
  const lines = (amounts) => Object.keys(names).map((id, at) => `${id},${names[id]},1,${amounts[at]}\n`).join("");
  const header = "Hospital no,Hospital,Centre no,";
  const [expenses, visits] = [["Expenses", [900, 100, 100]], ["Visits", [1, 1, 1]]].map(([name, amounts]) => file(`${name}.csv`, `${header}${name}\n${lines(amounts)}`));
  await pervisit.choose(expenses, visits);
  await pervisit.results();
  const { merged, organizations } = pervisit;
  for (const table of [merged, organizations]) {
    await table.expectColumn("Organization", ["101", "102", "103"]);
    await expect(table.rows.getByRole("rowheader")).toContainText(["Northern General", "Hôpital du Sud", "103"]);
  }
  await expect(page.getByTestId("organizations-said")).toContainText("Most above is Northern General (101), by 533");

  await organizations.show("Columns");
  await organizations.choice("Name").check();
  await organizations.sortBy("Name");
  await organizations.expectColumn("Name", ["Hôpital du Sud", "Northern General", ""]);
  await organizations.choice("Name").uncheck();

  await organizations.filter.fill("hopital");
  await organizations.expectColumn("Organization", ["102"]);
  const [, organizationsSaved] = await pervisit.saved("export-organizations");
  expect(cells(organizationsSaved).map((row) => row.slice(0, 2))).toEqual([["Organization", "Organization name"], ["102", "Hôpital du Sud"]]);
  await organizations.rows.getByRole("button").click();
  await expect(pervisit.selection).toHaveText("Selected: Hôpital du Sud (102)");
  await expect(page.getByTestId("show-all")).toContainText("Hôpital du Sud (102)");
  await merged.expectColumn("Expenses", ["100"]);

  const [, saved] = await pervisit.saved("export-merged");
  expect(cells(saved).map((row) => row.slice(0, 3))).toEqual([["Organization", "Organization name", "Centre number"], ["102", "Hôpital du Sud", "1"]]);
});

test("a file of regions names organizations, too", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(file("e.csv", "Org,Centre no,Expenses\na,1,900\nb,1,100\n"), file("v.csv", "Org,Centre no,Visits\na,1,1\nb,1,1\n"));
  await pervisit.results();
  const { merged, organizations } = pervisit;
  await expect(page.getByTestId("organizations-said")).toContainText("Most above is a, by 400");
  await pervisit.regionsFile.setInputFiles(file("r.csv", "Org no,Org name,Region\na,Northern General,North\nb,Clinic,South\n"));
  await expect(page.getByTestId("organizations-said")).toContainText("Most above is Northern General (a), by 400");
  for (const table of [merged, organizations]) await expect(table.rows.getByRole("rowheader")).toContainText(["Northern General", "Clinic"]);
  await merged.filter.fill("northern");
  await merged.expectColumn("Organization", ["a"]);

  await pervisit.card("Regions").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByTestId("organizations-said")).toContainText("Most above is a, by 400");
  await expect(merged.rows).toHaveCount(0);
});

test("a file that gives organizations by name is joined once the other one's names are chosen", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", "Hospital no,Hospital name,Centre no,Expenses\n7,North,1,900\n8,South,1,100\n"),
    file("v.csv", "Hospital,Centre no,Visits\nNorth,1,1\nSouth,1,1\n"),
  );
  await expect(page.getByTestId("mismatch")).toContainText("The visits give organizations by the names that the expenses have beside their numbers");
  const card = pervisit.card("Expenses");
  await card.locator("details > summary").click();
  await card.getByLabel("Organization", { exact: true }).selectOption({ label: "Hospital name: North, South" });
  await pervisit.results();
  await pervisit.merged.expectColumn("Organization", ["North", "South"]);
});
