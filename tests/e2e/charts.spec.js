// Charts: what can be chosen, selected, saved and read as a table; and that names are names.
import { createRequire } from "node:module";
import { cells, expect, file, fixture, grave, opened, test } from "./pervisit.js";

/** Markup, formulas, control characters, scripts of all directions. */
const strings = createRequire(import.meta.url)("big-list-of-naughty-strings/blns.json");

/** The charts by their test ids, and what their files are called. */
const CHARTS = {
  "average-chart": "expense-per-visit-by-centre",
  "spread-chart": "spread-by-centre",
  "heatmap-chart": "organizations-and-centres",
  "pareto-chart": "expenses-by-centre",
  "scatter-chart": "visits-and-expense-per-visit",
  "allocation-chart": "today-and-allocated",
  "regions-heatmap": "regions-and-centres",
  "regions-treemap": "expenses-by-region-organization-and-centre",
  "regions-sankey": "expenses-from-regions-to-centres",
};
/** Those that there are without regions. */
const OF_CENTRES = Object.keys(CHARTS).slice(0, 5);

/** Opens the sample, with all charts there are drawn. */
async function openCharts(pervisit) {
  await pervisit.openSample();
  await pervisit.chartsDrawn(Object.keys(CHARTS));
}

test("each chart is saved as PNG at twice its size, and as SVG; both open", async ({ pervisit, page, context }) => {
  test.setTimeout(120_000);
  await openCharts(pervisit);
  for (const [name, title] of Object.entries(CHARTS)) {
    const { width, height } = await page.getByTestId(name).evaluate(({ clientWidth: width, clientHeight: height }) => ({ width, height }));
    const png = await pervisit.savedFile(`${name}-png`);
    expect(png.name).toBe(`${title}.png`);
    const picture = await page.evaluate(async (bytes) => {
      const blob = new Blob([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], { type: "image/png" });
      const bitmap = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const pen = canvas.getContext("2d");
      pen.drawImage(bitmap, 0, 0);
      const pixels = new Uint32Array(pen.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
      return { width: bitmap.width, height: bitmap.height, colours: new Set(pixels).size };
    }, png.buffer.toString("base64"));
    // With an edge on either side.
    const room = width + 2 * 8;
    expect([name, picture.width]).toEqual([name, 2 * room]);
    // With room for its title, and two lines of words and what is around them.
    expect(picture.height, name).toBeGreaterThanOrEqual(2 * (height + 34 + 17 * 3));
    expect(picture.colours, `${name} is drawn`).toBeGreaterThan(10);

    const [svgName, svg] = await pervisit.saved(`${name}-svg`);
    expect(svgName).toBe(`${title}.svg`);
    const drawing = await opened(svg, context);
    expect([name, drawing.root, drawing.width, drawing.live]).toEqual([name, "svg", room, 0]);
    expect(drawing.shapes, `${name} has shapes`).toBeGreaterThan(5);
    // In as many lines as it takes.
    expect(svg.replace(/<\/text>\n<text[^>]*>/g, " ")).toContain(
      `PerVisit · sample-expenses.csv, sample-visits.csv${OF_CENTRES.includes(name) ? "" : ", sample-regions.csv"} · rows without visits count as 0`,
    );
  }
});

test("a picture is light as on paper, also where the page is dark", async ({ pervisit, page }) => {
  await openCharts(pervisit);
  const saved = async (name) => {
    const [, svg] = await pervisit.saved(`${name}-svg`);
    // What its parts are called is counted on.
    return { svg: svg.replace(/zr[\w-]*\d/g, "zr"), png: (await pervisit.savedFile(`${name}-png`)).buffer.toString("base64") };
  };
  for (const name of ["average-chart", "heatmap-chart"]) {
    await page.emulateMedia({ colorScheme: "light" });
    await expect(page.locator("html")).toHaveAttribute("data-charts", "light");
    const light = await saved(name);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect(page.locator("html")).toHaveAttribute("data-charts", "dark");
    expect(await saved(name), name).toEqual(light);
  }
});

test("averages are trimmed, marked with what they were, and told so", async ({ pervisit, page }) => {
  // One centre: 1 to 11 and 40 a visit. 40 lies beyond the fences.
  const lines = (amount) => [...Array.from({ length: 11 }, (_, at) => at + 1), 40].map((cost, at) => `o${at},1,${amount(cost)}\n${at < 4 ? `o${at},2,${amount(20)}\n` : ""}`).join("");
  await pervisit.open();
  await pervisit.choose(
    file("e.csv", `Org,Centre no,Expenses\n${lines((cost) => cost)}`),
    file("v.csv", `Org,Centre no,Visits\n${lines(() => 1)}`),
  );
  await pervisit.drawn();
  const card = pervisit.chartCard("average-chart");
  const chart = page.getByTestId("average-chart");
  await pervisit.centres.expectColumn("Average", ["20.00", "8.83"]);
  await expect(card.locator(".chart-note")).toHaveCount(0);
  const before = await chart.screenshot();
  await page.getByTestId("average-trimmed").check();
  await expect(chart).toHaveAttribute("aria-label", /^Trimmed average expense per visit of 2 centres\. Left out: 1 of 16 rows, beyond their centres’ fences; a mark shows each average with them\. 2 is highest at 20\.00\. 1 is lowest at 6\.00\./);
  await expect(card.locator(".chart-note")).toHaveText("Bars leave out 1 of 16 rows beyond their centres’ fences; marks show the averages with them");
  await expect.poll(async () => (await chart.screenshot()).equals(before)).toBe(false);
  // The order follows the figure that is shown.
  await expect(pervisit.centres.header("Trimmed")).toHaveAttribute("aria-sort", "descending");
  await card.getByRole("radio", { name: "Pooled" }).check();
  await expect(chart).toHaveAttribute("aria-label", /^Trimmed pooled .* 1 is lowest at 6\.00\./);
  await card.getByRole("radio", { name: "Median" }).check();
  await expect(card.locator(".chart-note")).toHaveText("Medians are of all rows");
  await card.getByRole("radio", { name: "Mean" }).check();

  await pervisit.toggleTable("average-chart");
  const table = pervisit.chartTable("average-chart");
  await table.expectColumn("Number", ["2", "1"]);
  await table.expectColumn("Average", ["20.00", "8.83"]);
  await table.expectColumn("Trimmed", ["20.00", "6.00"]);
  await table.expectColumn("Trimmed off", ["0", "1"]);
  const [headings, , saved] = cells((await pervisit.saved("export-average"))[1]);
  expect(saved[headings.indexOf("Trimmed average")]).toBe("6");
  expect(Number(saved[headings.indexOf("Average expense per visit")])).toBeCloseTo(106 / 12, 12);
  await page.getByTestId("average-trimmed").uncheck();
  await expect(pervisit.centres.header("Average")).toHaveAttribute("aria-sort", "descending");
});

test("a chart's table is a keypress away, and is saved to the figures that it shows", async ({ pervisit, page }) => {
  await openCharts(pervisit);
  for (const name of Object.keys(CHARTS)) {
    const chart = page.getByTestId(name);
    await chart.focus();
    await page.keyboard.press("t");
    const table = pervisit.chartTable(name);
    await expect(table.rows.first()).toBeVisible();
    await expect(chart).toBeHidden();
    const [, ...saved] = cells((await pervisit.saved(await table.exportId()))[1]);
    // As many rows and texts, and each figure that is shown is the one saved, rounded.
    const shown = await table.rows.evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText)));
    expect(saved.length).toBeGreaterThanOrEqual(shown.length);
    for (const [at, row] of shown.entries()) {
      for (const [column, text] of row.entries()) {
        const cell = saved[at][column];
        const figure = Number(text.replaceAll(",", "").replace("\u00a0%", ""));
        if (cell === "" || text === cell || Number.isNaN(figure)) expect(text).toBe(cell === "" && text !== "" ? "–" : cell);
        else {
          const half = 0.5 * 10 ** -(text.match(/\.(\d+)/)?.[1].length ?? 0);
          const off = Math.abs(Number(cell) * (text.includes("%") ? 100 : 1) - figure);
          expect(off, `${name}, row ${at}, column ${column}`).toBeLessThanOrEqual(half + 1e-9);
        }
      }
    }
    await table.region.focus();
    await page.keyboard.press("t");
    await expect(chart).toBeVisible();
    await expect(chart).toBeFocused();
  }
});

test("a click on a bar, a box or a cell selects, in all charts and tables", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  await pervisit.chartsDrawn(OF_CENTRES);
  // The first band: the dearest centre.
  for (const name of ["average-chart", "spread-chart"]) {
    await pervisit.clickOn(page.getByTestId(name), { x: 260, y: name === "average-chart" ? 40 : 22 });
    await expect(pervisit.selection).toContainText("Metabolic Specialty Clinic (65)");
    await pervisit.merged.expectColumn("Centre number", ["65", "65", "65"]);
    await page.keyboard.press("Escape");
    await expect(pervisit.selection).toHaveCount(0);
  }
  const heatmap = page.getByTestId("heatmap-chart");
  const { width } = await heatmap.boundingBox();
  await pervisit.clickOn(heatmap, { x: width - 60, y: 100 });
  await expect(pervisit.selection).toContainText("organization 4");
  await expect(pervisit.organizations.table.getByRole("button", { name: "4", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.getByTestId("clear-selection").click();
  await expect(pervisit.selection).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing serious about any state of a chart, ${colorScheme}`, async ({ pervisit, page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme });
    await pervisit.openCase("regions");
    await pervisit.regionsFile.setInputFiles(fixture("regions/regions.csv"));
    await pervisit.chartsDrawn(Object.keys(CHARTS));
    const check = async (state, part) => expect([state, await grave(page, part)]).toEqual([state, []]);
    await check("charts");
    for (const name of Object.keys(CHARTS)) {
      await pervisit.toggleTable(name);
      await expect(pervisit.chartTable(name).rows.first()).toBeVisible();
    }
    await check("all charts as tables");
    for (const name of Object.keys(CHARTS)) await pervisit.toggleTable(name);

    const average = pervisit.chartCard("average-chart");
    for (const which of ["Pooled", "Median", "Mean"]) {
      await average.getByRole("radio", { name: which }).check();
      await check(which, "figure.chart:has([data-testid=average-chart])");
    }
    await page.getByTestId("average-trimmed").check();
    await average.getByRole("radio", { name: "By number" }).check();
    await page.getByTestId("spread-points").check();
    await page.getByTestId("spread-logarithmic").check();
    await pervisit.policy.getByRole("radio", { name: "Estimate" }).check();
    await page.getByTestId("hide-estimated").check();
    await expect(pervisit.chartCard("scatter-chart").locator(".chart-note")).toContainText("hidden");
    await check("all switches");

    await pervisit.organizations.rows.first().getByRole("button").click();
    await expect(pervisit.selection).toContainText("organization");
    await pervisit.organizations.show("Filters");
    await pervisit.organizations.show("Columns");
    await pervisit.organizations.above("Index").fill("none");
    await check("an organization selected, its table's filters and columns open");
    await page.keyboard.press("Escape");
    await pervisit.centres.rows.first().getByRole("button").click();
    for (const name of Object.keys(CHARTS)) await pervisit.toggleTable(name);
    await check("a centre selected, all charts as tables");
  });
}

test("naughty strings are names, and nothing else", async ({ pervisit, page, context }) => {
  test.setTimeout(120_000);
  expect(strings.length).toBeGreaterThan(400);
  const dialogs = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss();
  });
  // What has nothing to be seen is an empty cell, and so is what people and databases write for nothing.
  const isName = (text) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text) && !/^(null|[.-])$/i.test(text);
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  const lines = (amount) => strings.map((text, at) => `${quoted(isName(text) ? text : `o${at}`)},${at},${quoted(text)},${amount(at)}\n`).join("");
  await pervisit.open();
  const injected = () => page.evaluate(() => [
    document.querySelectorAll("script, iframe, object, embed, img, svg, video, audio, style, link, base, form, marquee, a:not([href^='#'])").length,
    document.title,
    Object.keys(globalThis).length,
  ]);
  await page.getByTestId("load-sample").click();
  await pervisit.results();
  await pervisit.chartsDrawn(Object.keys(CHARTS));
  const before = await injected();
  await pervisit.startOver();
  await pervisit.choose(
    file("e.csv", `Organization,Centre number,Centre name,Expenses\n${lines((at) => 100 + at)}`),
    file("v.csv", `Organization,Centre number,Centre name,Visits\n${lines((at) => 1 + (at % 7))}`),
  );
  await pervisit.results();
  await pervisit.chartsDrawn(OF_CENTRES);
  await expect(page.getByText(`${strings.length} of ${strings.length} organization and centre pairs match`)).toBeVisible();

  for (const name of OF_CENTRES) {
    const chart = page.getByTestId(name);
    const { width, height } = await chart.boundingBox();
    for (const share of [0.3, 0.5, 0.7]) await chart.hover({ position: { x: width * 0.6, y: height * share } });
    const [, svg] = await pervisit.saved(`${name}-svg`);
    const { root, live } = await opened(svg, context);
    expect([name, root, live]).toEqual([name, "svg", 0]);
    await pervisit.toggleTable(name);
    await expect(pervisit.chartTable(name).rows.first()).toBeVisible();
    await pervisit.toggleTable(name);
  }
  for (const table of [pervisit.merged, pervisit.centres, pervisit.organizations]) {
    for (const share of [0.2, 0.4, 0.6, 0.8, 1]) {
      await table.scrollTo(share);
      await page.waitForTimeout(50);
    }
  }
  // Rows that are still being drawn would take the click with them.
  await pervisit.organizations.scrollTo(0);
  await expect.poll(() => pervisit.organizations.rows.first().getAttribute("aria-rowindex")).toBe("2");
  await pervisit.organizations.filter.fill("<script>");
  await expect(pervisit.organizations.card.getByText(`${strings.length} rows`, { exact: true })).toHaveCount(0);
  await expect(pervisit.organizations.rows.first()).toContainText("<script>");
  await pervisit.organizations.rows.first().getByRole("button").click();
  await expect(pervisit.selection).toContainText("<script>");
  expect(await injected()).toEqual(before);
  expect(dialogs).toEqual([]);

  // What is saved reads back to the same names, but for the apostrophe before what would be run.
  const [, csv] = await pervisit.saved("export-centres");
  const [, ...saved] = cells(csv);
  expect(saved).toHaveLength(strings.length);
  // Nor is what is not seen at the ends of a name a part of it.
  const plain = (text) => text.replace(/^'/, "").replace(/\s+/g, " ").replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, "");
  const names = new Map(saved.map(([number, name]) => [number, plain(name)]));
  const others = strings.filter((text, at) => plain(text) !== names.get(String(at)) && isName(text));
  expect(others).toEqual([]);
});
