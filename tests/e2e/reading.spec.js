// Files as finance offices export them, read right, repaired in the open or asked about.
import { gzipSync } from "node:zlib";
import { expect, file, fixture, test } from "./pervisit.js";

const VISITS = file("visits.csv", "Org,Centre no,Visits\nA,10,4\nB,10,5\n");
const utf16 = (text) => Buffer.from(`\ufeff${text}`, "utf16le");
const latin1 = (text) => Buffer.from(text, "latin1");
const named = (name, buffer) => ({ name, mimeType: "text/csv", buffer });

const readable = [
  [
    "a French file from Excel, in windows-1252 with semicolons",
    named("depenses.csv", latin1("Organisme;Num\xe9ro du centre;Nom du centre;D\xe9penses\r\nA;10;Sant\xe9;1\xa0234,50 $\r\nB;10;Sant\xe9;500\r\n")),
    "semicolon · windows-1252 · decimal comma",
  ],
  [
    "Excel's Unicode text, in UTF-16 with tabs",
    named("expenses.txt", utf16("Org\tCentre no\tCentre name\tExpenses\r\nA\t10\tSanté\t1,234.50\r\nB\t10\tSanté\t500\r\n")),
    "tab · UTF-16LE",
  ],
  [
    "a packed file",
    named("expenses.csv.gz", gzipSync("Org,Centre no,Centre name,Expenses\nA,10,Santé,1234.5\nB,10,Santé,500\n")),
    "comma · UTF-8 · gzip",
  ],
  [
    "a file with a title, blank rows and a total",
    file("report.csv", "Expenses by centre\n\n,,,\nOrg,Centre no,Centre name,Expenses\nA,10,Santé,1234.5\n,,,\nB,10,Santé,500\nTotal,,,1734.5\n"),
    "comma · UTF-8 · header in row 4",
  ],
  [
    "a table with totals of organizations and of centres",
    file("table.csv", "Org,Centre no,Centre name,Expenses\nA,10,Santé,1234.5\nA,Total,,1234.5\nB,10,Santé,500\nB,Total,,500\nAll sites,10,Santé,1734.5\nAll sites,Total,,1734.5\n"),
    "comma · UTF-8",
  ],
];
for (const [what, expenses, dialect] of readable) {
  test(`read right: ${what}`, async ({ pervisit }) => {
    await pervisit.open();
    await pervisit.choose(expenses, VISITS);
    await pervisit.results();
    await expect(pervisit.card("Expenses").locator("details > summary")).toHaveText(`Read as ${dialect}`);
    await pervisit.merged.expectColumn("Centre name", ["Santé", "Santé"]);
    await pervisit.merged.expectColumn("Expenses", ["1,234.50", "500.00"]);
    await pervisit.centres.expectColumn("Average", ["204.31"]);
  });
}

test("what may be totals is warned of", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(file("expenses.csv", "Org,Centre no,Expenses\nA,10,1234.5\nB,10,500\nAll sites,10,1700\n"), VISITS);
  await pervisit.results();
  await expect(page.getByTestId("possible-totals")).toContainText("1 row of expenses.csv is headed as totals are, and kept.");
  await expect(page.getByTestId("other-totals")).toHaveCount(0);
});

test("a total that its rows do not come to is warned of", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(file("expenses.csv", "Org,Centre no,Expenses\nA,10,1234.5\nB,10,500\nTotal,,1900\n"), VISITS);
  await pervisit.results();
  await expect(page.getByTestId("other-totals")).toContainText("1 row of expenses.csv is headed as a total, but no rows above it come to that.");
  await expect(page.getByTestId("notices")).toContainText("The row is headed as a total, of 1900, and no rows above it come to that (all of them: 1,734.50)");
});

test("what was repaired is listed, leads to its rows and can be saved", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(
    file("ragged.csv", "Title\nOrg,Centre no,Expenses\nA,10,1,234\nB,10,5,x\nC,10\nTotal,,5\n"),
    file("visits.csv", "Org,Centre no,Visits\nA,10,4\nB,10,5\nC,10,\n"),
  );
  await pervisit.results();
  await pervisit.openNotices();
  await pervisit.noticesTable.sortBy("Row");
  await pervisit.noticesTable.sortBy("Row");
  const kinds = await pervisit.noticesTable.rows.locator("td:first-child").allTextContents();
  expect(kinds).toEqual(["Not a number", "Row too long", "Row too long", "Row too short", "Row of totals", "Rows above the header", "Expenses not known", "Only in visits"]);

  await pervisit.noticesTable.filter.fill("not a number");
  await pervisit.noticesTable.expectColumn("File", ["ragged.csv"]);
  const [name, text] = await pervisit.saved("export-notices");
  expect(name).toBe("notices.csv");
  expect(text).toBe('\ufeffKind,File,Row,Column,Value,Count,Organization,Centre number\nNot a number,ragged.csv,3,Expenses,"1,234",1,A,10\n');

  await pervisit.noticesTable.rows.getByRole("button").click();
  await pervisit.merged.expectColumn("Organization", ["A"]);
  await page.getByTestId("show-all").click();
  await pervisit.merged.expectColumn("Organization", ["A", "B"]);
});

test("a column that is not recognised is told by hand", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.choose(file("odd.csv", "Site;Unit;Spent;Budget\nA;10;1,5;9\nB;10;2,5;9\n"), VISITS);
  await expect(pervisit.alert).toContainText("no column for the organization was found among “Site”, “Unit”, “Spent”, “Budget”.");
  const card = pervisit.card("Expenses");
  await expect(card.getByLabel("Organization", { exact: true }).locator("option")).toHaveText(["choose one", "Site: A, B", "Unit: 10, 10", "Spent: 1,5, 2,5", "Budget: 9, 9"]);
  await card.getByLabel("Organization", { exact: true }).selectOption({ index: 1 });
  await expect(pervisit.alert).toContainText("no column for the centre number");
  await card.getByLabel("Centre number").selectOption({ index: 2 });
  await expect(pervisit.alert).toContainText("no column for the expenses");
  await card.getByLabel("Expenses", { exact: true }).selectOption({ index: 3 });
  await pervisit.results();
  await pervisit.merged.expectColumn("Expenses", ["1.50", "2.50"]);
  await expect(pervisit.alert).toBeEmpty();
});

test("the focus stays in the form of a file that is read again", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(file("odd.csv", "Site,Unit,Spent\nA,10,1\nB,10,2\n"), VISITS);
  const card = pervisit.card("Expenses");
  // Keys pass by choices: what is chosen holds with Enter, or where the choice is left.
  for (const [label, at, next] of [["Organization", 1, "the centre number"], ["Centre number", 2, "the expenses"]]) {
    await card.getByLabel(label, { exact: true }).focus();
    for (let press = 0; press < at; press += 1) await page.keyboard.press("ArrowDown");
    await expect(pervisit.alert).not.toContainText(next);
    await page.keyboard.press("Enter");
    await expect(pervisit.alert).toContainText(`no column for ${next} was found`);
    await expect(card.getByLabel(label, { exact: true })).toBeFocused();
  }
  await card.getByLabel("Expenses", { exact: true }).focus();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("ArrowDown");
  await expect(card.getByLabel("Expenses", { exact: true })).toHaveValue("2");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("status").filter({ hasText: "The files are joined: 2 of 2 pairs match." })).toBeAttached();
  await expect(card.locator("details > summary")).toBeFocused();
});

test("the focus is led to rows, and goes on where a selection is cleared", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  await pervisit.interpretation.getByRole("link").first().press("Enter");
  await expect(pervisit.merged.region).toBeFocused();
  await page.getByTestId("clear-selection").press("Enter");
  await expect(page.getByTestId("average-chart")).toBeFocused();
});

test("two columns of expenses are never chosen between", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.choose(file("two.csv", "Org,Centre no,Expenses,Total costs\nA,10,1,7\nB,10,2,8\n"), VISITS);
  await expect(pervisit.alert).toContainText("more than one column could be the expenses");
  await pervisit.card("Expenses").getByLabel("Expenses", { exact: true }).selectOption({ label: "Total costs: 7, 8" });
  await pervisit.merged.expectColumn("Expenses", ["7", "8"]);
});

test("what was found out about a file can be changed", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.choose(file("e.csv", "Org,Centre no,Expenses\nA,10,1.234\nB,10,2\n"), VISITS);
  await pervisit.results();
  await pervisit.merged.expectColumn("Expenses", ["1.23", "2.00"]);
  const card = pervisit.card("Expenses");
  await card.locator("details > summary").click();
  await card.getByLabel("Decimals").selectOption("comma");
  await pervisit.merged.expectColumn("Expenses", ["1,234", "2"]);
});

test("a workbook is read, from the sheet that has the columns or the one that is chosen", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.choose(fixture("workbook/expenses.xlsx"), file("visits.csv", "Org,Centre no,Visits\n007,10,4\n8,10,5\n"));
  await pervisit.results();
  const card = pervisit.card("Expenses");
  await expect(card.locator("details > summary")).toHaveText("Read as sheet 2025 · header in row 3");
  await pervisit.merged.expectColumn("Organization", ["007", "8"]);
  await pervisit.merged.expectColumn("Expenses", ["1,234.50", "500.00"]);
  await card.getByLabel("Sheet").selectOption("2024");
  await pervisit.merged.expectColumn("Expenses", ["617.25", "250.00"]);
  await pervisit.drop(fixture("workbook/expenses.xlsx"));
  await pervisit.merged.expectColumn("Expenses", ["1,234.50", "500.00"]);
});

test("a workbook that is refused leaves the sheets of the one before", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.visits.setInputFiles(fixture("workbook/all.xlsx"));
  const card = pervisit.card("Visits");
  await expect(card).toContainText("all.xlsx (Activity)");
  await expect(card.locator("details > summary")).toBeVisible();
  await pervisit.visits.setInputFiles(fixture("workbook/expenses.xlsx"));
  await card.getByRole("button", { name: "Put aside" }).click();
  await card.locator("details > summary").click();
  await card.getByLabel("Sheet").selectOption("Spending");
  await expect(pervisit.alert).toContainText("all.xlsx (Spending): no column for the visits was found");
});

test("one workbook is dropped for all: each of its sheets fills its place", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.drop(fixture("workbook/all.xlsx"));
  await pervisit.results();
  await pervisit.merged.expectColumn("Expense per visit", ["250.00", "100.00", "50.00"]);
  for (const [title, sheet] of [["Expenses", "Spending"], ["Visits", "Activity"], ["Regions", "Authorities"]]) {
    await expect(pervisit.card(title).locator("details > summary")).toHaveText(`Read as sheet ${sheet}`);
  }
  // It leaves to another file what that is about.
  await pervisit.drop(fixture("workbook/all.xlsx"), fixture("workbook/expenses.xlsx"));
  await pervisit.merged.expectColumn("Expense per visit", ["308.63", "100.00"]);
});

test("what a dropped file is, its empty place asks; the others are taken", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.paste("Org\tCentre no\tAmount of people\nA\t10\t4\n");
  await expect(pervisit.card("Expenses")).toContainText("Say which column is which");
  await pervisit.card("Expenses").getByRole("button", { name: "Put aside" }).click();
  await pervisit.drop(fixture("notebook/expenses.csv"));
  await expect(pervisit.card("Expenses")).toContainText("expenses.csv");
  await pervisit.paste("Org\tCentre no\tAmount of people\nA\t10\t4\n");
  await expect(pervisit.card("Visits")).toContainText("Say which column is which");
});

test("ranges are pasted from a spreadsheet", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.paste("Org\tCentre no\tVisits\nA\t10\t4\n");
  await expect(pervisit.card("Visits")).toContainText("pasted range");
  await pervisit.paste("Org\tCentre no\tCentre name\tExpenses\nA\t10\tClinic\t1,000\n");
  await pervisit.results();
  await pervisit.merged.expectColumn("Expense per visit", ["250.00"]);
});

test("keys that would match are told, though most do", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", "Org,Centre no,Expenses,Fund type\nA,10,1,1\nB,10,2,1\nHôpital,10,3,1\n,11,4,1\n"),
    file("v.csv", "Org,Centre no,Visits\nA,10,4\nB,10,5\nHOPITAL,10,6\n"),
  );
  await expect(page.getByTestId("mismatch")).toContainText(
    "1 more organization and centre pair would match without leading zeros, letter case, accents, kinds of spaces and a trailing “.0”. Only the expenses have, for example, Hôpital / 10; only the visits have HOPITAL / 10. Write the identifiers alike in both files.",
  );
  await expect(page.getByText(" · 1 row set aside")).toBeVisible();
  await expect(pervisit.card("Expenses").getByText("Not used: Fund type")).toBeVisible();
});

test("files of other years are told, and one year is chosen", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", "Fiscal year,Org,Centre no,Expenses\n2023-24,A,10,100\n2024-25,A,10,50\n2023-24,B,10,300\n2024-25,B,10,90\n"),
    file("v.csv", "FY,Org,Centre no,Visits\n24/25,A,10,10\n24/25,B,10,30\n"),
  );
  const warning = page.getByTestId("periods");
  await expect(warning).toHaveText(
    "The two files are not of the same years. Expenses are of 2023-24, 2024-25; visits are of 24/25. Choose the same on both cards: as it is, expenses of some are divided by visits of others.",
  );
  await pervisit.merged.expectColumn("Expense per visit", ["15.00", "13.00"]);
  const year = pervisit.card("Expenses").getByLabel("Fiscal year", { exact: true });
  await expect(year.locator("option")).toHaveText(["all 2 together", "2023-24", "2024-25"]);
  await year.focus();
  await year.selectOption("2024-25");
  await expect(warning).toHaveCount(0);
  await expect(year).toHaveValue("2024-25");
  await expect(year).toBeFocused();
  await pervisit.merged.expectColumn("Expense per visit", ["5.00", "3.00"]);
  await expect(pervisit.card("Expenses")).toContainText("2 rows");
  await expect(pervisit.card("Visits").getByRole("combobox")).toHaveCount(0);
  await year.selectOption("all 2 together");
  await expect(warning).toBeVisible();
  await pervisit.merged.expectColumn("Expense per visit", ["15.00", "13.00"]);
});

test("pairs of other months in one file than in the other are told, until one month is chosen", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", "Org,Centre no,Month,Expenses\nA,10,Apr,10\nA,10,May,20\nB,10,Apr,12\nB,10,May,24\n"),
    file("v.csv", "Org,Centre no,Month,Visits\nA,10,April,1\nA,10,May,1\nB,10,April,1\n"),
  );
  const warning = page.getByTestId("pairs-of-periods");
  await expect(warning).toHaveText(
    "1 pair is of other periods in one file than in the other. What was spent in some is divided by the visits of others, as of B / 10: May only in the expenses. Add the rows that are missing, or choose one period on both cards.",
  );
  await pervisit.merged.expectColumn("Expense per visit", ["15.00", "36.00"]);
  await pervisit.card("Expenses").getByLabel("Month", { exact: true }).selectOption("Apr");
  await pervisit.card("Visits").getByLabel("Month", { exact: true }).selectOption("April");
  await pervisit.merged.expectColumn("Expense per visit", ["10.00", "12.00"]);
  await expect(warning).toHaveCount(0);
});

test("several years beside a file that names none are told; any column may be the period", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", "Org,Centre no,Expenses,Scenario\nA,10,100,actual\nA,10,50,budget\n"),
    file("v.csv", "Year,Org,Centre no,Visits\n2024,A,10,10\n2025,A,10,15\n"),
  );
  await expect(page.getByTestId("periods")).toHaveText(
    "The visits are of several years, and the file of expenses does not say of which it is. They are of 2024, 2025. Where the expenses are of one of these, choose it on the card of the visits.",
  );
  const card = pervisit.card("Expenses");
  await card.getByText("Read as").click();
  await card.getByLabel("Period").selectOption({ label: "Scenario: actual, budget" });
  await card.getByLabel("Scenario").selectOption("actual");
  await pervisit.card("Visits").getByLabel("Year").selectOption("2025");
  await expect(page.getByTestId("periods")).toHaveCount(0);
  await pervisit.merged.expectColumn("Expense per visit", ["6.67"]);
  await expect(pervisit.notices).toContainText("1 row is not of actual, and is left out.");
});

test("a year and a version are chosen beside each other", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", "Fiscal year,Version,Org,Centre no,Expenses\n2024,actual,A,10,10\n2025,actual,A,10,12\n2025,budget,A,10,20\n2024,budget,A,10,40\n"),
    file("v.csv", "Year,Org,Centre no,Visits\n2025,A,10,3\n"),
  );
  await expect(page.getByTestId("periods")).toContainText("Expenses are of 2024, 2025; visits are of 2025.");
  const card = pervisit.card("Expenses");
  await card.getByText("Read as").click();
  await card.getByLabel("Period").selectOption({ label: "Version: actual, actual, budget" });
  await expect(card.getByLabel("Version")).toBeVisible();
  await card.getByLabel("Fiscal year").selectOption("2025");
  await expect(page.getByTestId("periods")).toHaveCount(0);
  await pervisit.merged.expectColumn("Expense per visit", ["10.67"]);
  await card.getByLabel("Version").selectOption("actual");
  await pervisit.merged.expectColumn("Expense per visit", ["4.00"]);
  await expect(pervisit.notices).toContainText("2 rows are not of 2025, and are left out.");
  await expect(pervisit.notices).toContainText("1 row is not of actual, and is left out.");
});

test("rows without an organization are told where they are many", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", "Org,Centre no,Expenses\nA,10,1\n,20,2\n,30,3\nB,10,4\n"),
    file("v.csv", "Org,Centre no,Visits\nA,10,4\nB,10,5\n"),
  );
  await expect(page.getByTestId("set-aside")).toHaveText(
    "2 rows of e.csv have no organization or no centre, and are set aside. Where these stand in the first row of a group only, fill them down, and choose the file again.",
  );
});

test("a header over several columns of visits is asked about", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.choose(file("e.csv", "Org,Centre no,Expenses\nA,10,1\nB,10,2\n"), file("v.csv", "Org,Centre no,Visits,\n,,Inpatient,Total\nA,10,4,10\nB,10,,5\n"));
  await expect(pervisit.alert).toContainText("v.csv: more than one column could be the visits: “Visits”, “column 4”.");
  await pervisit.card("Visits").getByLabel("Visits", { exact: true }).selectOption({ label: "column 4: Total, 10, 5" });
  await pervisit.results();
  await pervisit.merged.expectColumn("Visits", ["10", "5"]);
});

test("files whose keys do not match say what would make them", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(file("e.csv", "Org,Centre no,Expenses\n007,10,1\n008,10,2\n"), file("v.csv", "Org,Centre no,Visits\n7,10,4\n8,10,5\n"));
  await expect(page.getByTestId("mismatch")).toContainText(
    "No organization and centre pair stands in both files. Only the expenses have, for example, 007 / 10, 008 / 10; only the visits have 7 / 10, 8 / 10. 2 would match without leading zeros, letter case, accents, kinds of spaces and a trailing “.0”: write the identifiers alike in both files.",
  );
});
