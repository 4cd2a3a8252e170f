// The pictures of regions: what they draw stands in their tables, and one selection is everywhere.
import { expect, file, fixture, grave, test } from "./pervisit.js";

const REGIONS = fixture("regions/regions.csv");
const PICTURES = ["regions-heatmap", "regions-treemap", "regions-sankey"];

/** Waits until all three are drawn. */
async function drawn({ pictures }) {
  for (const picture of pictures) await expect(picture).toHaveAttribute("aria-busy", "false");
}

async function openRegions(pervisit) {
  await pervisit.openCase("regions");
  await pervisit.regionsFile.setInputFiles(REGIONS);
  await drawn(pervisit);
}

test("the pictures of regions say in words what they show, and as tables what they draw", async ({ pervisit }) => {
  await openRegions(pervisit);
  const [heatmap, treemap, sankey] = pervisit.pictures;
  await expect(heatmap).toHaveAccessibleName(
    "The unit cost of 4 regions in 5 centres, where the centre’s of all regions together is 100. Highest is No region in Home care, at 150. Lowest is South in Dialysis, at 75. 6 pairs have nothing in both files.",
  );
  await expect(treemap).toHaveAccessibleName(/^Expenses of 224,000 in 4 regions, .* The largest region is North, with 103,000\. The largest organization is B in North, with 56,000\./);
  await expect(sankey).toHaveAccessibleName("Expenses of 224,000 from 4 regions to 5 centres. The widest band goes from North to Dialysis, with 70,000.");

  const cells = await pervisit.asTable("regions-heatmap");
  await cells.filter.fill("dialysis");
  await cells.expectColumn("Index", ["116.7", "75.0", "–", "–"]);
  await cells.expectColumn("Expense per visit", ["233.33", "150.00", "–", "–"]);
  const areas = await pervisit.asTable("regions-treemap");
  await areas.filter.fill("No region");
  await areas.expectColumn("Expenses", ["18,000", "6,000"]);
  const bands = await pervisit.asTable("regions-sankey");
  await bands.filter.fill("North");
  await bands.expectColumn("Expenses", ["70,000", "12,000", "10,000", "5,000", "6,000"]);
  const [name, text] = await pervisit.saved("export-regions-sankey");
  expect(name).toBe("expenses-from-regions-to-centres.csv");
  expect(text.split("\n").slice(0, 2)).toEqual([
    "\ufeffRegion,Centre number,Centre name,Expenses,Expenses drawn as a band,\"Expenses of 0 or less, not drawn\",Regions at centres with unknown expenses",
    "North,20,Dialysis,70000,70000,,0",
  ]);
});

test("what is clicked in one picture is selected in all tables, until Escape", async ({ pervisit, page }) => {
  await openRegions(pervisit);
  const selection = page.getByTestId("selection");
  // The first region, its largest organization and its largest centre stand at the top left.
  const treemap = page.getByTestId("regions-treemap");
  await pervisit.clickOn(treemap, { x: 60, y: 120 });
  await expect(selection).toContainText("B");
  await pervisit.merged.expectColumn("Expenses", ["50,000"]);
  await pervisit.clickOn(treemap, { x: 60, y: 38 });
  await pervisit.merged.expectColumn("Expenses", ["50,000", "6,000"]);
  await page.keyboard.press("Escape");
  await expect(selection).toHaveCount(0);
  await expect(pervisit.merged.rows).toHaveCount(16);

  // The centre at the top of the right side is the one with the largest expenses.
  const sankey = page.getByTestId("regions-sankey");
  const { width } = await sankey.boundingBox();
  await pervisit.clickOn(sankey, { x: width - 120, y: 60 });
  await expect(selection).toContainText("Dialysis");
  await pervisit.merged.expectColumn("Organization", ["A", "B", "D"]);
  await page.keyboard.press("Escape");
  await expect(selection).toHaveCount(0);

  const heatmap = page.getByTestId("regions-heatmap");
  await pervisit.clickOn(heatmap, { x: width - 60, y: 100 });
  await expect(selection).toContainText("Emergency");
  // And in their own tables by the keyboard.
  await page.keyboard.press("Escape");
  await sankey.focus();
  await page.keyboard.press("t");
  const bands = pervisit.chartTable("regions-sankey");
  await bands.rows.nth(2).click();
  await expect(selection).toContainText("Imaging");
});

test("the pictures of regions are saved as PNG and SVG", async ({ pervisit }) => {
  await openRegions(pervisit);
  for (const picture of PICTURES) {
    const png = await pervisit.savedFile(`${picture}-png`);
    expect(png.buffer.subarray(1, 4).toString()).toBe("PNG");
    const [, svg] = await pervisit.saved(`${picture}-svg`);
    expect(svg).toContain("Dialysis");
    expect(svg).toContain("No region");
  }
});

test("recoveries have no area and no band; what they come to is said and stays in the tables", async ({ pervisit, page }) => {
  await pervisit.open();
  const rows = [["a", 1, 100], ["a", 2, -30], ["b", 1, 50], ["c", 1, -5], ["c", 2, 0]];
  const lines = (amount) => rows.map(([org, centre, expenses]) => `${org},${centre},${amount(expenses)}\n`).join("");
  await pervisit.choose(
    file("e.csv", `Org,Centre no,Expenses\n${lines((expenses) => expenses)}`),
    file("v.csv", `Org,Centre no,Visits\n${lines(() => 1)}`),
  );
  await pervisit.regionsFile.setInputFiles(file("r.csv", "Org,Region\na,North\nb,North\nc,South\n"));
  await drawn(pervisit);
  const card = (id) => page.locator(".chart", { has: page.getByTestId(id) });
  await expect(card("regions-treemap")).toContainText("3 rows of 0 or less not drawn, -35 in all");
  await expect(card("regions-sankey")).toContainText("3 pairs of a region and a centre of 0 or less not drawn, -35 in all");
  await (await pervisit.asTable("regions-treemap")).expectColumn("Expenses", ["100", "-30", "50", "0", "-5"]);
  await (await pervisit.asTable("regions-sankey")).expectColumn("Expenses", ["150", "-30", "-5", "0"]);
});

test("regions, organizations and centres may have any names", async ({ pervisit }) => {
  const naughty = ["{a|b}", "<img src=x onerror=alert(1)>", "__proto__", "constructor", "r0", "=1+1", "   ．", "שלום", "👩‍👩‍👧‍👦 ﷽", "a\u2028b", "%s {{x}} ${y}", "x".repeat(300)];
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  const lines = (amount) => naughty.map((name, at) => `${quoted(name)},${quoted(name)},${quoted(name)},${amount(at)}\n`).join("");
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", `Org,Centre no,Centre name,Expenses\n${lines((at) => 100 - at)}`),
    file("v.csv", `Org,Centre no,Centre name,Visits\n${lines(() => 2)}`),
  );
  await pervisit.regionsFile.setInputFiles(file("r.csv", `Org,Region\n${naughty.map((name) => `${quoted(name)},${quoted(name)}\n`).join("")}`));
  await drawn(pervisit);
  await expect(pervisit.pictures[2]).toHaveAccessibleName(/^Expenses of 1,134 from 12 regions to 12 centres\. The widest band goes from {a\|b} to {a\|b}, with 100\./);
  const bands = await pervisit.asTable("regions-sankey");
  await expect(bands.rows).toHaveCount(12);
  expect((await bands.column("Region")).map((name) => name.trim())).toEqual(naughty.map((name) => name.trim()));
  const [, svg] = await pervisit.saved("regions-treemap-svg");
  expect(svg).not.toContain("<img");
});

test("very many organizations and centres are put together, and add up", async ({ pervisit, page }) => {
  await pervisit.open();
  const [expenses, visits] = await pervisit.makeGrid(100_000);
  await pervisit.chooseMade(expenses, visits);
  await pervisit.results();
  const regions = Array.from({ length: 250 }, (_, at) => `${10_000 + at},Region ${at % 25}\n`).join("");
  await pervisit.regionsFile.setInputFiles(file("r.csv", `Org,Region\n${regions}`));
  await drawn(pervisit);
  await expect(page.locator(".chart", { has: pervisit.pictures[2] })).toContainText("The 13 smallest regions are put together");
  await expect(page.locator(".chart", { has: pervisit.pictures[1] })).toContainText("Small parts are put together, with their number");
  const found = async () => (await pervisit.regions.last()).find((text) => /^[\d,.]{9,}/.test(text));
  await expect.poll(found).toBeDefined();
  const total = await found();
  const sum = async (testId, export_id) => {
    await pervisit.asTable(testId);
    const [, text] = await pervisit.saved(export_id);
    const rows = text.trim().split("\n").slice(1).map((line) => line.split(","));
    return [rows.length, rows.reduce((sum, cells) => sum + Number(cells.at(-4)), 0)];
  };
  const whole = Number(total.split(" | ")[0].replaceAll(",", ""));
  for (const [testId, most] of [["regions-treemap", 1200], ["regions-sankey", 300]]) {
    const [rows, drawn] = await sum(testId, `export-${testId}`);
    expect(rows).toBeLessThan(most);
    expect(Math.abs(drawn - whole)).toBeLessThan(1);
  }
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing serious about pictures of regions, ${colorScheme}`, async ({ pervisit, page }) => {
    await page.emulateMedia({ colorScheme });
    await openRegions(pervisit);
    expect(await grave(page)).toEqual([]);
    for (const picture of PICTURES) await pervisit.asTable(picture);
    expect(await grave(page)).toEqual([]);
  });
}
