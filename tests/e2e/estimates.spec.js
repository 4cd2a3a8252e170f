// Missing visits: counted as 0, left out, or estimated.
import { expect, file, test } from "./pervisit.js";

test("estimates have their donors, their marks and their accuracy, and every figure follows", async ({ pervisit, page }) => {
  await pervisit.openCase("notebook");
  await pervisit.centres.expectColumn("Average", ["516.78", "251.25", "241.25", "83.33"]);
  await pervisit.policy.getByRole("radio", { name: "Estimate" }).check();
  await pervisit.centres.expectColumn("Average", ["516.78", "251.25", "250.00", "241.25"]);
  await expect(page.getByText("All are estimated from similar organizations")).toBeVisible();
  await expect(page.getByTestId("accuracy")).toContainText("each of the 12 known unit costs");
  await expect(page.getByTestId("accuracy")).toContainText("15.2 %");

  await pervisit.merged.filter.fill("82");
  await pervisit.merged.expectColumn("Visits", ["2,000.0", "32,000", "16,000.0"]);
  await expect(pervisit.merged.rows.first()).toContainText("estimated");
  const [, csv] = await pervisit.saved("export-merged");
  expect(csv).toContain("1,82,Mental Health Specialty Clinic,500000,2000,250");
  expect(csv.split("\n")[1]).toMatch(/,yes$/);

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
  await expect(page.getByText("None can be estimated; 1 stays out of the averages")).toBeVisible();
  await page.getByTestId("estimate-zeros").check();
  await expect(page.getByText("It is estimated from similar organizations")).toBeVisible();
  await pervisit.merged.expectColumn("Visits", ["10", "3", "12", "4.5"]);
});
