// Missing visits: counted as 0, left out, or estimated.
import { expect, file, test } from "./pervisit.js";

test("estimates have their donors, their marks and their accuracy, and every figure follows", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  await pervisit.centres.expectColumn("Average", ["516.78", "251.25", "241.25", "83.33"]);
  await pervisit.policy.getByRole("radio", { name: "Estimate" }).check();
  await pervisit.centres.expectColumn("Average", ["516.78", "251.25", "250.00", "241.25"]);
  await expect(page.getByText("All are estimated from similar organizations")).toBeVisible();
  await expect(page.getByTestId("accuracy")).toContainText("each of the 12 unit costs above 0");
  await expect(page.getByTestId("accuracy")).toContainText("15.2 %");

  await pervisit.merged.filter.fill("82");
  await pervisit.merged.expectColumn("Visits", ["2,000", "32,000", "16,000"]);
  await expect(pervisit.merged.rows.first()).toContainText("estimated");
  const [, csv] = await pervisit.saved("export-merged");
  expect(csv).toContain("1,82,Mental Health Specialty Clinic,500000,2000,250");
  expect(csv.split("\n")[1]).toMatch(/,yes,visits estimated$/);

  await page.getByText("Show the estimated rows and what they are estimated from").click();
  await pervisit.estimated.expectColumn("Organization", ["1", "3"]);
  await pervisit.estimated.expectColumn("Estimated from", ["2 at 250.00 a visit (100.0\u00a0%, distance 0.34)", "2 at 250.00 a visit (100.0\u00a0%, distance 0.20)"]);

  await pervisit.policy.getByRole("radio", { name: "Leave out" }).check();
  await expect(page.getByTestId("estimates")).toBeHidden();
  await pervisit.merged.filter.fill("82");
  await pervisit.merged.expectColumn("Visits", ["missing", "32,000", "missing"]);
});

test("the policies stand side by side, with the ranks that hang on them", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  await page.getByText("Compare the policies").click();
  await expect(page.getByText("The policy changes the ranks of 2 of 4 centres.")).toBeVisible();
  await pervisit.policies.expectColumn("Number", ["10", "50", "65", "82"]);
  await pervisit.policies.expectColumn("Average, as 0", ["251.25", "241.25", "516.78", "83.33"]);
  await pervisit.policies.expectColumn("Estimated", ["251.25", "241.25", "516.78", "250.00"]);
  await pervisit.policies.expectColumn("Rank changes", ["no", "yes", "no", "yes"]);
});

test("visits of 0 are a fact until the visitor says otherwise", async ({ pervisit, page }) => {
  await pervisit.open();
  const lines = (amounts) => amounts.map(([organization, centre, amount]) => `${organization},${centre},${amount}\n`).join("");
  await pervisit.choose(
    file("e.csv", `Organization,Centre number,Expenses\n${lines([["a", 1, 100], ["a", 2, 60], ["b", 1, 120], ["b", 2, 90]])}`),
    file("v.csv", `Organization,Centre number,Visits\n${lines([["a", 1, 10], ["a", 2, 3], ["b", 1, 12], ["b", 2, 0]])}`),
  );
  await pervisit.results();
  await pervisit.policy.getByRole("radio", { name: "Estimate" }).check();
  await expect(page.getByText("None is estimated; 1 stays out of the averages")).toBeVisible();
  await page.getByTestId("estimate-zeros").check();
  await expect(page.getByText("It is estimated from similar organizations")).toBeVisible();
  await pervisit.merged.expectColumn("Visits", ["10", "3", "12", "4.5"]);
});

test("charts of rows can hide estimated ones, and say how many; averages say how many they have", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  const note = (name) => pervisit.chartCard(`${name}-chart`).locator(".chart-note");
  await expect(note("average")).toHaveCount(0);
  await pervisit.policy.getByRole("radio", { name: "Estimate" }).check();
  await expect(note("average")).toHaveText("2 of 14 rows by estimated visits");
  await expect(note("heatmap")).toHaveText("2 by estimated visits (≈)");
  await expect(note("scatter")).toHaveText("All 14 rows that have visits and a unit cost above 0 · diamonds: the centres’ medians · triangles by estimated visits");
  await page.getByTestId("spread-points").check();
  await expect(note("spread")).toHaveText("Boxes: 2 of 14 rows by estimated visits · All 14 rows as points · Boxes hold the middle half, their line the median; whiskers reach as far as values within 1.5 times the box; dots are outliers");

  await page.getByTestId("hide-estimated").check();
  await expect(note("heatmap")).toHaveText("2 estimated cells hidden");
  await expect(note("scatter")).toHaveText("All 12 rows that have visits and a unit cost above 0 · 2 estimated rows hidden · diamonds: the centres’ medians");
  await expect(note("spread")).toHaveText("Boxes: 2 of 14 rows by estimated visits · All 12 rows as points · 2 estimated rows hidden · Boxes hold the middle half, their line the median; whiskers reach as far as values within 1.5 times the box; dots are outliers");
  await expect(note("average")).toHaveText("2 of 14 rows by estimated visits");
  await pervisit.toggleTable("heatmap-chart");
  await expect(pervisit.chartTable("heatmap-chart").rows.filter({ hasText: "estimated, hidden" })).toHaveCount(2);
  await pervisit.toggleTable("scatter-chart");
  await expect(pervisit.chartTable("scatter-chart").rows).toHaveCount(12);
  await page.getByTestId("hide-estimated").uncheck();
  await expect(pervisit.chartTable("scatter-chart").rows).toHaveCount(14);
});

test("a long estimation is cancelled: the policy before is in force again, and the files stay", async ({ pervisit, page }) => {
  test.setTimeout(120_000);
  await pervisit.open();
  // Each of 20,000 organizations is compared with all others: a visitor has the time to press the button.
  const [expenses, visits] = await pervisit.makeGrid(800_000, { centres: 40, gapEvery: 30 });
  await pervisit.chooseMade(expenses, visits);
  await pervisit.results();
  await pervisit.policy.getByRole("radio", { name: "Leave out" }).check();
  await expect(page.locator(".check-warning")).toContainText("They stay in the tables and out of the averages");
  const averages = await pervisit.centres.column("Average");

  await pervisit.policy.getByRole("radio", { name: "Estimate" }).check();
  await expect(page.getByRole("progressbar", { name: "Estimates made" })).toBeVisible();
  await page.getByTestId("cancel-estimates").click();
  await expect(page.getByRole("progressbar", { name: "Estimates made" })).toBeHidden();
  await expect(pervisit.policy.getByRole("radio", { name: "Leave out" })).toBeChecked();
  await expect(pervisit.policy.getByRole("radio", { name: "Leave out" })).toBeFocused();
  await expect(pervisit.card("Expenses")).toContainText("800,000 rows");
  await expect(pervisit.card("Visits")).toContainText("800,000 rows");
  await expect(page.getByTestId("estimates")).toHaveCount(0);
  await expect.poll(() => pervisit.centres.column("Average"), { timeout: 30_000 }).toEqual(averages);
  // The new worker answers, and what was set meanwhile stays when it has read the files again.
  await pervisit.merged.filter.fill("71003");
  await expect(pervisit.merged.card.getByText("20,000 rows").first()).toBeVisible({ timeout: 30_000 });
  await expect(pervisit.merged.filter).toHaveValue("71003");
  await expect(pervisit.merged.filter).toBeFocused();
});
