// Tables: sorted, filtered, summed, cut to columns, copied, saved and opened again.
import { expect, file, test } from "./pervisit.js";

const figures = async ({ centres }) => [await centres.column("Average"), await centres.column("Pooled"), await centres.column("Median")];

test("a table is sorted by several columns, with Shift", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  const { merged } = pervisit;
  await merged.sortBy("Centre name");
  await merged.thenBy("Expenses");
  await expect(merged.header("Centre name")).toHaveAttribute("aria-sort", "ascending");
  await expect(merged.header("Expenses")).toHaveAttribute("aria-sort", "none");
  await expect(merged.header("Centre name").locator(".data-table-mark")).toHaveText("▴1");
  await expect(merged.header("Expenses").locator(".data-table-mark")).toHaveText("▾2");
  await expect.poll(async () => (await merged.column("Expenses")).slice(0, 4)).toEqual(["10,000,000", "6,000,000", "2,000,000", "1,000,000"]);

  // With the keyboard: the other way, then not at all.
  await merged.header("Expenses").getByRole("button").focus();
  await page.keyboard.press("Shift+Enter");
  await expect(merged.header("Expenses").locator(".data-table-mark")).toHaveText("▴2");
  await expect.poll(async () => (await merged.column("Expenses")).slice(0, 4)).toEqual(["1,000,000", "2,000,000", "6,000,000", "10,000,000"]);
  await page.keyboard.press("Shift+Enter");
  await expect(merged.header("Centre name").locator(".data-table-mark")).toHaveText("▴");

  // A click alone sorts by its column alone.
  await merged.thenBy("Visits");
  await merged.sortBy("Organization");
  await expect(merged.table.locator(".data-table-key")).toHaveCount(1);
});

test("arrows go from row to row, however far these are, and Tab past them", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.chooseMade(...(await pervisit.makeGrid(2_000)));
  await pervisit.results();
  await pervisit.merged.rows.first().getByRole("button").focus();
  for (let row = 2; row < 80; row += 1) {
    const focused = () => page.evaluate(() => document.activeElement.closest("tr")?.getAttribute("aria-rowindex"));
    await expect.poll(focused).toBe(String(row));
    // The worker may take a while until it gives the next rows.
    await expect(pervisit.merged.table.locator(`tr[aria-rowindex="${row + 1}"]`)).toBeAttached();
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("ArrowUp");
  await expect(pervisit.merged.table.locator("tbody :focus")).toBeInViewport();
  await page.keyboard.press("Tab");
  await expect(pervisit.merged.table.locator("tbody :focus")).toHaveCount(0);
  // Back on the row it came from, and past it.
  await page.keyboard.press("Shift+Tab");
  await expect(pervisit.merged.table.locator("tbody :focus")).toBeInViewport();
  await page.keyboard.press("Shift+Tab");
  await expect(pervisit.merged.table.locator("tbody :focus")).toHaveCount(0);
});

test("keys that go far take the focus along", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.chooseMade(...(await pervisit.makeGrid(2_000)));
  await pervisit.results();
  const { merged } = pervisit;
  const focused = merged.table.locator("tbody tr:has(:focus)");
  await merged.rows.first().getByRole("button").focus();
  for (const [key, row] of [["End", 2_001], ["ArrowUp", 2_000], ["Home", 2], ["ArrowDown", 3], ["PageUp", 2]]) {
    await page.keyboard.press(key);
    await expect(focused, key).toHaveAttribute("aria-rowindex", String(row));
    await expect(focused, key).toBeInViewport({ ratio: 0.9 });
  }
  await page.keyboard.press("PageDown");
  await expect.poll(async () => Number(await focused.getAttribute("aria-rowindex"))).toBeGreaterThan(8);
  await expect(focused).toBeInViewport({ ratio: 0.9 });
});

test("Tab goes to a row in sight of a table that is scrolled", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.chooseMade(...(await pervisit.makeGrid(2_000)));
  await pervisit.results();
  const { merged } = pervisit;
  await merged.scrollTo(0.5);
  await expect.poll(async () => Number(await merged.rows.first().getAttribute("aria-rowindex"))).toBeGreaterThan(900);
  const top = await merged.region.evaluate((region) => region.scrollTop);
  await merged.table.locator("thead th").last().getByRole("button").focus();
  await page.keyboard.press("Tab");
  await expect(merged.table.locator("tbody :focus")).toBeInViewport();
  const moved = (await merged.region.evaluate((region) => region.scrollTop)) - top;
  expect(Math.abs(moved), "pixels, less than a row").toBeLessThan(34);
});

test("a column takes words, or a range; what is no range says so", async ({ pervisit }) => {
  await pervisit.openCase("notebook");
  const { merged, centres } = pervisit;
  await merged.show("Filters");
  await merged.above("Expense per visit").fill("200..300");
  await expect.poll(async () => (await merged.column("Expense per visit")).every((cost) => Number(cost) >= 200 && Number(cost) <= 300)).toBe(true);
  const between = await merged.rows.count();
  await merged.above("Centre name").fill("DIABETES");
  await expect.poll(() => merged.rows.count()).toBeLessThan(between);
  await expect(merged.card.getByRole("button", { name: "Filters (2) of Joined rows" })).toBeVisible();
  const left = await merged.column("Organization");
  const [, text] = await pervisit.saved("export-merged");
  expect(text.trim().split("\n").slice(1).map((line) => line.split(",")[0])).toEqual(left);

  await merged.above("Centre name").fill("");
  await merged.above("Expense per visit").fill("two");
  await expect(merged.above("Expense per visit")).toHaveAttribute("aria-invalid", "true");
  await expect(merged.card.getByText("Not a range: try > 100")).toBeVisible();
  await expect(merged.card.getByRole("button", { name: "Filters of Joined rows", exact: true })).toBeVisible();
  await expect(merged.rows).toHaveCount(14);
  await merged.above("Expense per visit").fill("> 1,000");
  await expect(merged.card.getByText("No row passes these filters.")).toBeVisible();
  await expect(merged.totals).toHaveCount(0);

  // A figure is as large as it is shown.
  await centres.show("Filters");
  await centres.above("Average").fill("516.78");
  await centres.expectColumn("Centre", ["Metabolic Specialty Clinic"]);
  await centres.above("Average").fill("< 250");
  await centres.expectColumn("Average", ["241.25", "83.33"]);
});

test("the last row has the sums of what is left, and says of how many rows", async ({ pervisit }) => {
  await pervisit.openCase("notebook");
  const { merged, centres } = pervisit;
  await expect.poll(() => merged.last()).toEqual(["Total | 14 rows", "72,950,000 | 14 rows", "225,892 | 12 of 14 rows", "303.02 | pooled, 12 of 14 rows"]);
  await expect.poll(() => centres.last()).toEqual(["Total | 14 rows", "72,950,000 | 14 rows", "225,892 | 12 of 14 rows", "303.02 | 12 of 14 rows"]);
  await merged.filter.fill("mental");
  await expect.poll(() => merged.last()).toEqual(["Total | 3 rows", "12,500,000 | 3 rows", "32,000 | 1 of 3 rows", "250.00 | pooled, 1 of 3 rows"]);
  await centres.filter.fill("mental");
  await expect.poll(() => centres.last()).toEqual(["Total | 3 rows", "12,500,000 | 3 rows", "32,000 | 1 of 3 rows", "250.00 | 1 of 3 rows"]);
  // Another policy's sums are its own, of filtered centres too.
  await pervisit.policy.getByRole("radio", { name: "Estimate" }).check();
  await expect.poll(() => centres.last()).toEqual(["Total | 3 rows", "12,500,000 | 3 rows", "50,000 | 3 rows", "250.00 | 3 rows"]);
});

test("columns that are not chosen are neither shown, nor copied, nor saved", async ({ pervisit, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await pervisit.openCase("notebook");
  const { merged, centres } = pervisit;
  await merged.show("Columns");
  await expect(merged.choice("Organization")).toHaveCount(0);
  for (const name of ["Centre name", "Visits", "Expense per visit", "Index"]) await merged.choice(name).uncheck();
  expect(await merged.headers()).toEqual(["Organization", "Centre number", "Expenses"]);
  await merged.filter.fill("mental");
  await merged.expectColumn("Expenses", ["500,000", "8,000,000", "4,000,000"]);
  const [, text] = await pervisit.saved("export-merged");
  expect(text).toBe("\ufeffOrganization,Centre number,Expenses\n1,82,500000\n2,82,8000000\n3,82,4000000\n");
  await page.getByTestId("export-merged-copy").click();
  await expect(merged.said).toHaveText("Copied 3 rows, 3 columns.");
  expect(await pervisit.clipboard()).toBe("Organization\tCentre number\tExpenses\n1\t82\t500000\n2\t82\t8000000\n3\t82\t4000000\n");

  await centres.show("Columns");
  await centres.choice("SD").check();
  const [, saved] = await pervisit.saved("export-centres");
  expect(saved.split("\n")[0]).toContain("Standard deviation");
  expect(saved.split("\n")[0]).not.toContain("Minimum");
  await centres.card.getByRole("button", { name: "All", exact: true }).click();
  expect(await centres.headers()).toHaveLength(29);
});

test("Ctrl and C copy the table that has the focus, unless a text is selected", async ({ pervisit, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await pervisit.openCase("spelling");
  const { merged } = pervisit;
  await merged.region.focus();
  await page.keyboard.press("Control+C");
  await expect(merged.said).toHaveText("Copied 3 rows, 9 columns.");
  expect((await pervisit.clipboard()).split("\n")[0]).toBe("Organization\tCentre number\tCentre name\tExpenses\tVisits\tExpense per visit\tIndex (100 = the centre's pooled)\tEstimated\tRemarks");
  await merged.rows.first().getByRole("cell").nth(2).selectText();
  await merged.region.focus();
  await page.keyboard.press("Control+C");
  expect((await pervisit.clipboard()).trim()).toBe("1,200.50");
});

test("a clipboard that is refused is said, and the file is offered", async ({ pervisit, page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.write = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await pervisit.openCase("spelling");
  await page.getByTestId("export-merged-copy").click();
  await expect(pervisit.merged.said).toHaveText("The browser did not let it be copied: the browser does not allow it. Save it as a file.");
});

test("a browser that does not know items for the clipboard takes the text", async ({ pervisit, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.addInitScript(() => delete globalThis.ClipboardItem);
  await pervisit.openCase("spelling");
  await page.getByTestId("export-merged-copy").click();
  await expect(pervisit.merged.said).toHaveText(/^Copied 3 rows/);
  expect(await pervisit.clipboard()).toContain("1200.5");
});

for (const [what, test_id] of [["CSV", "export-merged"], ["XLSX", "export-merged-xlsx"]]) {
  test(`joined rows saved as ${what} and read again as both files give the same figures`, async ({ pervisit }) => {
    await pervisit.openCase("notebook");
    const before = await figures(pervisit);
    const joined = await pervisit.merged.column("Expense per visit");
    const saved = await pervisit.savedFile(test_id);
    expect(saved.name).toBe(`expense-per-visit.${what.toLowerCase()}`);
    await pervisit.startOver();
    await pervisit.choose(saved, saved);
    await pervisit.results();
    await pervisit.merged.expectColumn("Expense per visit", joined);
    expect(await figures(pervisit)).toEqual(before);
  });
}

test("what a spreadsheet would run is defused in CSV and a text in XLSX; identifiers and figures stay what they are", async ({ pervisit }) => {
  const lines = (amounts) => ["=1+1", "  @x", "007", "-5"].map((id, at) => `${id},10,+Clinic,${amounts[at]}`).join("\n");
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", `Org,Centre no,Centre name,Expenses\n${lines([1, 2.5, -3, 4])}\n`),
    file("v.csv", `Org,Centre no,Centre name,Visits\n${lines([1, 1, 1, 3])}\n`),
  );
  await pervisit.results();
  const [, text] = await pervisit.saved("export-merged");
  expect(text.split("\n").slice(1, 5)).toEqual([
    "'=1+1,10,'+Clinic,1,1,1,133.33333333333334,no,",
    "'@x,10,'+Clinic,2.5,1,2.5,333.3333333333333,no,",
    "007,10,'+Clinic,-3,1,-3,-400,no,",
    "-5,10,'+Clinic,4,3,1.3333333333333333,177.77777777777777,no,",
  ]);
  const book = await pervisit.savedFile("export-merged-xlsx");
  await pervisit.startOver();
  await pervisit.choose(book, book);
  await pervisit.results();
  await pervisit.merged.expectColumn("Organization", ["=1+1", "@x", "007", "-5"]);
  await pervisit.merged.expectColumn("Centre name", ["+Clinic", "+Clinic", "+Clinic", "+Clinic"]);
  await pervisit.merged.expectColumn("Expenses", ["1.00", "2.50", "-3.00", "4.00"]);
});

test("centres and notices are saved as XLSX, too", async ({ pervisit }) => {
  await pervisit.openCase("messy");
  expect((await pervisit.savedFile("export-centres-xlsx")).name).toBe("centres.xlsx");
  await pervisit.openNotices();
  expect((await pervisit.savedFile("export-notices-xlsx")).name).toBe("notices.xlsx");
});

test("the header, the first column and the last row stay in sight", async ({ pervisit, page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await pervisit.openSample();
  const { merged } = pervisit;
  await merged.region.scrollIntoViewIfNeeded();
  await merged.region.evaluate((region) => region.scrollTo(200, 300));
  // How far parts stand from their frame, all looked at in one moment.
  const off = () => merged.region.evaluate((region) => {
    const frame = region.getBoundingClientRect();
    const of = (selector) => region.querySelector(selector)?.getBoundingClientRect() ?? {};
    const [header, first, last] = [of("thead th"), of("tbody:not([aria-hidden]) tr:nth-child(21) > :first-child"), of("tfoot tr > :first-child")];
    return [header.x - frame.x, first.x - frame.x, last.x - frame.x, header.y - frame.y, Math.max(0, last.bottom - frame.bottom)].map(Math.round);
  });
  await expect.poll(off).toEqual([0, 0, 0, 0, 0]);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("everything in a table can be done with the keyboard", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  const { centres } = pervisit;
  await centres.filter.focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(centres.choice("CV")).toBeVisible();
  await centres.choice("CV").focus();
  await page.keyboard.press("Space");
  expect(await centres.headers()).not.toContain("CV");
  await centres.above("Average").focus();
  await page.keyboard.type("> 100");
  await centres.expectColumn("Average", ["516.78", "251.25", "241.25"]);
  // What is typed stays while the table follows, and keys in a field are the field's.
  await expect(centres.above("Average")).toBeFocused();
  await expect(centres.above("Average")).toHaveValue("> 100");
});

test("a very long table is read row after row, and too long for a clipboard or a sheet it says so", async ({ pervisit, page }) => {
  test.setTimeout(120_000);
  await pervisit.open();
  const [expenses, visits] = await pervisit.makeGrid(1_100_000);
  await pervisit.chooseMade(expenses, visits);
  await pervisit.results();
  // What comes in above would move the table from under the mouse.
  await pervisit.chartsDrawn(["heatmap-chart", "pareto-chart", "scatter-chart"]);
  await expect(pervisit.organizations.rows.first()).toBeVisible();
  const { merged } = pervisit;
  /** The row below the header, with the part of it that is hidden. */
  const first = () => merged.region.evaluate((region) => {
    const edge = region.querySelector("thead").getBoundingClientRect().bottom;
    const rows = [...region.querySelectorAll("tbody:not([aria-hidden]) tr")];
    const row = rows.find((row) => row.getBoundingClientRect().bottom > edge + 1);
    return Number(row?.getAttribute("aria-rowindex")) - 2 + (edge - row?.getBoundingClientRect().top) / 34;
  });
  await merged.region.hover();
  await page.mouse.wheel(0, 340);
  await expect.poll(first).toBeCloseTo(10, 1);
  for (let turns = 0; turns < 20; turns += 1) await page.mouse.wheel(0, 17);
  await expect.poll(first).toBeCloseTo(20, 1);
  await merged.region.focus();
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("ArrowDown");
  await expect.poll(first).toBeCloseTo(25, 1);
  await page.keyboard.press("ArrowUp");
  await expect.poll(first).toBeCloseTo(24, 1);
  await page.keyboard.press("PageDown");
  await expect.poll(first).toBeGreaterThan(30);
  await page.keyboard.press("End");
  await expect(merged.headed("12749").last()).toBeVisible();
  await expect.poll(first).toBeGreaterThan(1_099_980);
  await page.keyboard.press("ArrowUp");
  await expect(merged.rows.last()).toBeVisible();
  await page.keyboard.press("Home");
  await expect.poll(first).toBe(0);

  await page.getByTestId("export-merged-copy").click();
  await expect(merged.said).toContainText("9,900,000 cells are too many to copy.");
  await page.getByTestId("export-merged-xlsx").click();
  await expect(pervisit.alert).toContainText("a sheet of Excel holds 1,048,576 rows with its header, and the table has more");
  await expect(merged.said).toBeEmpty();
});

test("figures are never shortened", async ({ pervisit, page }) => {
  await pervisit.open();
  const lines = (amount) => Array.from({ length: 60 }, (_, at) => `o${at % 6},${at % 10},"${amount(at)}"\n`).join("");
  await pervisit.choose(
    file("e.csv", "Org,Centre no,Expenses\n" + lines((at) => `8${at % 10},123,456,789.25`)),
    file("v.csv", "Org,Centre no,Visits\n" + lines((at) => `12,345,67${at % 10}`)),
  );
  await pervisit.results();
  await expect(pervisit.organizations.rows.first()).toBeVisible();
  for (const table of [pervisit.merged, pervisit.centres, pervisit.organizations]) {
    await table.last();
    const cut = await table.table.evaluate((table) => [...table.querySelectorAll("td.figure")].filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent));
    expect(cut).toEqual([]);
  }
});

test("long names and numbers of centres show whole, on two lines where they need them", async ({ pervisit }) => {
  await pervisit.open();
  const lines = (amount) => Array.from({ length: 12 }, (_, at) => `o${at},7 13 ${20 + at} 00,Ambulatory rehabilitation and therapy ${at},"${amount(at)}"\n`).join("");
  await pervisit.choose(
    file("e.csv", "Org,Centre no,Centre name,Expenses\n" + lines((at) => `23,456,789.2${at % 10}`)),
    file("v.csv", "Org,Centre no,Centre name,Visits\n" + lines((at) => `45,67${at % 10}`)),
  );
  await pervisit.results();
  for (const { table, region, rows } of [pervisit.merged, pervisit.centres]) {
    await region.scrollIntoViewIfNeeded();
    await expect(rows.first()).toBeVisible();
    const cut = await table.evaluate((table) => [...table.querySelectorAll("td, td *")].filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 || part.className === "data-table-text" && part.scrollHeight > part.clientHeight + 1).map((part) => part.textContent));
    expect(cut).toEqual([]);
    expect(await rows.evaluateAll((rows) => rows.map((row) => row.offsetHeight))).toEqual(Array(12).fill(34));
  }
});

test("of a table that paper holds all rows are printed", async ({ pervisit, page }) => {
  await pervisit.open();
  const lines = (amount) => Array.from({ length: 80 }, (_, at) => `o,${at},${amount}\n`).join("");
  await pervisit.choose(file("e.csv", "Org,Centre no,Expenses\n" + lines(500)), file("v.csv", "Org,Centre no,Visits\n" + lines(5)));
  await pervisit.results();
  const { rows } = pervisit.centres;
  await pervisit.centres.scrollTo(1);
  await expect(pervisit.centres.headed("79")).toBeVisible();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const drawn = await rows.count();
  expect(drawn).toBeLessThan(80);
  // Nothing is waited for: a browser prints what stands there when all were told of it.
  const printed = await page.evaluate(async () => {
    dispatchEvent(new Event("beforeprint"));
    await new Promise((told) => queueMicrotask(() => queueMicrotask(told)));
    return ["centres-table", "merged-table"].map((table) => document.querySelectorAll(`[data-testid=${table}] tbody:not([aria-hidden]) tr`).length);
  });
  expect(printed).toEqual([80, 80]);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(rows).toHaveCount(drawn);

  // Not every browser waits so long: where keys ask for it, all is drawn before.
  await page.evaluate(() => {
    window.print = () => (window.printed = document.querySelectorAll("[data-testid=centres-table] tbody:not([aria-hidden]) tr").length);
  });
  await page.keyboard.press("Control+p");
  await expect.poll(() => page.evaluate(() => window.printed)).toBe(80);
  await page.evaluate(() => ["beforeprint", "afterprint"].forEach((kind) => dispatchEvent(new Event(kind))));
  await expect(rows).toHaveCount(drawn);
});

test("a printed table tells what it is filtered by", async ({ pervisit, page }) => {
  await pervisit.open();
  const lines = "o,1,5\no,2,6\n";
  await pervisit.choose(file("e.csv", `Org,Centre no,Expenses\n${lines}`), file("v.csv", `Org,Centre no,Visits\n${lines}`));
  await pervisit.results();
  const { centres, merged } = pervisit;
  await centres.show("Columns");
  await centres.show("Filters");
  await centres.filter.fill("1");
  await merged.show("Filters");
  await merged.above("Visits").fill("> 5");
  await page.emulateMedia({ media: "print" });
  await expect(centres.filter).toBeVisible();
  await expect(merged.filter).toBeHidden();
  await expect(merged.card.getByText("Filters (1)")).toBeVisible();
  await expect(merged.above("Visits")).toBeVisible();
  for (const unsaid of [merged.above("Expenses"), centres.above("n"), centres.choice("n"), centres.card.getByText("Filters")]) {
    await expect(unsaid).toBeHidden();
  }
});
