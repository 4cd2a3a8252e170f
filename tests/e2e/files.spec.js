// Choosing, dropping, replacing and stopping; every file that can't be used.
import { writeFile, rm } from "node:fs/promises";
import { expect, file, fixture, test } from "./pervisit.js";

const EXPENSES = fixture("notebook/expenses.csv");
const VISITS = fixture("notebook/visits.csv");

test("two files dropped at once are told apart by their headers", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.drop(VISITS, EXPENSES);
  await pervisit.results();
  await expect(pervisit.merged.rows).toHaveCount(14);
});

test("two files dropped one by one are told apart too", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.drop(VISITS);
  await expect(page.getByText("visits.csv")).toBeVisible();
  await pervisit.drop(EXPENSES);
  await pervisit.results();
});

test("the sample shows every stage, and starting over forgets it", async ({ pervisit, page }) => {
  await pervisit.openSample();
  await expect(page.getByText("99 of 102 organization and centre pairs match")).toBeVisible();
  await page.getByTestId("start-over").click();
  await expect(page.getByRole("heading", { name: "Results" })).toBeHidden();
  await expect(page.getByText("What does a visit cost")).toBeVisible();
  await pervisit.choose(EXPENSES, VISITS);
  await pervisit.results();
});

test("the sample does not take the place of somebody's own files", async ({ pervisit, page }) => {
  await pervisit.open();
  await expect(page.getByTestId("load-sample")).toBeVisible();
  await pervisit.expenses.setInputFiles(EXPENSES);
  await expect(pervisit.card("Expenses")).toContainText("14 rows");
  await expect(page.getByTestId("load-sample")).toBeHidden();
});

test("files that have no row in common have no results, and a word on why", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(file("e.csv", "Org,Centre no,Expenses\nA,1,5\nB,1,6\n"), file("v.csv", "Org,Centre no,Visits\nC,1,5\nD,1,6\n"));
  await expect(page.getByText("0 of 4 organization and centre pairs match")).toBeVisible();
  await expect(page.getByTestId("mismatch")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Results" })).toBeHidden();
});

const refused = [
  ["an empty file", file("nothing.csv", ""), "nothing.csv: the file is empty."],
  ["only blank rows", file("blank.csv", "\n,,,\n \n"), "blank.csv: the file is empty."],
  ["a picture", file("chart.png", "\x89PNG\r\n\x1a\n0000"), "chart.png: this is a PNG picture, not a CSV file."],
  ["a workbook", file("book.xlsx", "PK\x03\x04\x14\0\x06\0"), "book.xlsx: this is no Excel workbook (.xlsx) that can be opened:"],
  ["an old workbook", file("book.xls", "\xD0\xCF\x11\xE0\0\0"), "book.xls: this is an old (.xls) or password-protected Excel workbook, not a CSV file."],
  ["another binary file", file("data.csv", "Org,\0\0\0"), "data.csv: this is a binary file, not a CSV file."],
  ["a header without rows", file("bare.csv", "Org,Centre no,Expenses\n"), "bare.csv: no row under the header has an organization and a centre number."],
  ["no column for the organization", file("e.csv", "Centre no,Expenses\n1,2\n"), "e.csv: no column for the organization was found among “Centre no”, “Expenses”."],
  ["two columns of expenses", file("e.csv", "Org,Centre no,Expenses,Total costs\n1,2,3,4\n"), "e.csv: more than one column could be the expenses: “Expenses”, “Total costs”."],
];
for (const [what, wrong, said] of refused) {
  test(`refused in words, and nothing is lost: ${what}`, async ({ pervisit }) => {
    if (Buffer.isBuffer(wrong.buffer) && /png|xls/.test(wrong.name)) wrong.buffer = Buffer.from(wrong.buffer.toString(), "latin1");
    await pervisit.open();
    await pervisit.expenses.setInputFiles(wrong);
    await expect(pervisit.alert).toContainText(said);
    await pervisit.choose(EXPENSES, VISITS);
    await pervisit.results();
    await expect(pervisit.alert).toBeEmpty();

    await pervisit.expenses.setInputFiles(wrong);
    await expect(pervisit.alert).toContainText(said);
    await expect(pervisit.alert).toContainText("expenses.csv stays in place.");
    await expect(pervisit.merged.rows).toHaveCount(14);
    await pervisit.merged.filter.fill("diabetes");
    await expect(pervisit.merged.rows).toHaveCount(4);
  });
}

test("files that were chosen in each other's place are put right, which is said", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.expenses.setInputFiles(VISITS);
  await expect(pervisit.alert).toContainText("visits.csv: this is a file of visits, and was put in the place for visits. Choose a file of expenses as well.");
  await expect(pervisit.card("Visits")).toContainText("visits.csv");
  await expect(pervisit.card("Expenses")).toHaveClass(/file-card-empty/);
  await pervisit.expenses.setInputFiles(EXPENSES);
  await pervisit.results();
  await expect(pervisit.alert).toBeEmpty();
  await pervisit.startOver();
  await pervisit.visits.setInputFiles(EXPENSES);
  await expect(pervisit.card("Expenses")).toContainText("14 rows");
  await pervisit.expenses.setInputFiles(VISITS);
  await pervisit.results();
  await expect(pervisit.alert).toContainText("visits.csv: this is a file of visits, and was put in the place for visits. expenses.csv stays in place.");
  // Where both places have files, nothing is replaced that was not meant.
  await pervisit.expenses.setInputFiles(file("v.csv", "Org,Centre no,Visits\n1,2,3\n"));
  await expect(pervisit.alert).toContainText("this looks like a file of visits. Choose it under Visits");
  await expect(pervisit.alert).toContainText("expenses.csv stays in place.");
  await expect(pervisit.merged.rows).toHaveCount(14);
});

test("refused in words: two files of expenses dropped together, and four files", async ({ pervisit }) => {
  await pervisit.open();
  await pervisit.drop(EXPENSES, fixture("spelling/expenses.csv"));
  await expect(pervisit.alert).toContainText("expenses.csv, expenses.csv: both are files of expenses. Drop one of them with a file of visits.");
  await pervisit.drop(EXPENSES, VISITS, VISITS);
  await expect(pervisit.alert).toContainText("visits.csv, visits.csv: both are files of visits. Drop one of them with a file of expenses.");
  await pervisit.drop(EXPENSES, VISITS, VISITS, VISITS);
  await expect(pervisit.alert).toContainText("these are 4 files");
});

for (const [what, mishap, said] of [
  ["removed", (path) => rm(path), "the file could not be read: it is not there any more."],
  ["rewritten", (path) => writeFile(path, "Org,Centre no,Expenses\n1,2,4\n5,6,7\n"), "the file changed while it was being read"],
]) {
  test(`refused in words: a file ${what} after it was chosen`, async ({ pervisit, page }, info) => {
    const path = info.outputPath("fleeting.csv");
    await writeFile(path, "Org,Centre no,Expenses\n1,2,3\n");
    // The worker starts only when it is let.
    await page.addInitScript(() => {
      const post = Worker.prototype.postMessage;
      const held = new Promise((release) => (window.release = release));
      Worker.prototype.postMessage = function (...message) {
        held.then(() => post.apply(this, message));
      };
    });
    await pervisit.open();
    await pervisit.expenses.setInputFiles(path);
    await mishap(path);
    await page.evaluate(() => window.release());
    await expect(pervisit.alert).toContainText("fleeting.csv");
    await expect(pervisit.alert).toContainText(said);
  });
}

test("a large file shows its progress and can be stopped; what was there stays", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(EXPENSES, VISITS);
  await pervisit.results();
  const block = "1000,100,\"12,345\"\n".repeat(50_000);
  const chooseBig = (blocks) => pervisit.chooseLarge(pervisit.visits, "big.csv", "Org,Centre no,Visits\n", block, blocks);
  // So large that it is still being read when the button is pressed, however fast that is.
  const read = await pervisit.cancelled(() => chooseBig(400), { begun: true });
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(block.length * 400);
  await expect(page.getByTestId("progress")).toHaveCount(0);
  await expect(page.getByText("big.csv")).toBeHidden();
  await expect(pervisit.merged.rows).toHaveCount(14);
  // The new worker has read the kept files again and answers.
  await pervisit.merged.filter.fill("mental");
  await expect(pervisit.merged.rows).toHaveCount(3);

  await chooseBig(100);
  await expect(page.getByText("0 of 15 organization and centre pairs match")).toBeVisible({ timeout: 30_000 });
});

test.describe("two large files that come together", () => {
  const ROWS = 400_000;

  /** Workers that have ended: one that has read a second file ends with it. */
  const ended = (page) => {
    const names = [];
    page.workers().forEach((worker) => worker.on("close", () => names.push(worker.url())));
    return names;
  };

  test("are read side by side, each in its place", async ({ pervisit, page }) => {
    await pervisit.open();
    const grid = await pervisit.makeGrid(ROWS);
    const and = (file, lines) => page.evaluateHandle(([file, lines]) => new File([file, lines], file.name), [file, lines]);
    const expenses = await and(grid[0], "gaps,1,A,5\ngaps,2,B,6\ngaps,3,C,7\n");
    const visits = await and(grid[1], "gaps,1,A,<5\ngaps,2,B,twelve\ngaps,3,C,\n");
    await pervisit.settled();
    const workers = ended(page);
    await pervisit.chooseMade(expenses, visits);
    await pervisit.results();
    await expect(page.getByText("400,003 of 400,003 organization and centre pairs match")).toBeVisible();
    // As the notices count them, every hundredth row has no visits.
    await expect(pervisit.notices).toContainText("4,001");
    await expect.poll(() => workers.length).toBe(1);
    // What one worker has read for the other is as good as its own: why an amount is not known, too.
    await pervisit.merged.filter.fill("gaps");
    await pervisit.merged.expectColumn("Visits", ["suppressed", "unreadable", "missing"]);
    await pervisit.merged.filter.fill("10999 71399");
    await pervisit.merged.expectColumn("Organization", ["10999"]);
    await pervisit.merged.expectColumn("Centre name", ["Health centre 71399"]);
    // Another one waits for the next time.
    await pervisit.settled();
  });

  test("the second is refused in words, the first stays; the next one is read", async ({ pervisit, page }) => {
    await pervisit.open();
    const [expenses, visits] = await pervisit.makeGrid(ROWS);
    const broken = await page.evaluateHandle(() => new File(["Org,Centre no,Money\n", "1000,100,12345\n".repeat(400_000)], "broken.csv"));
    await pervisit.settled();
    await pervisit.chooseMade(expenses, broken);
    await expect(pervisit.alert).toContainText("broken.csv");
    await expect(page.getByTestId("progress")).toHaveCount(0);
    await pervisit.chooseMade(expenses, visits);
    await pervisit.results();
    await expect(page.getByText("400,000 of 400,000 organization and centre pairs match")).toBeVisible();
  });

  test("can both be stopped", async ({ pervisit, page }) => {
    await pervisit.open();
    const [expenses, visits] = await pervisit.makeGrid(8 * ROWS);
    await pervisit.settled();
    const workers = ended(page);
    await pervisit.cancelled(() => pervisit.chooseMade(expenses, visits));
    await expect(page.getByTestId("progress")).toHaveCount(0);
    await expect.poll(() => workers.length).toBe(2);
    await pervisit.choose(EXPENSES, VISITS);
    await pervisit.results();
    await expect(pervisit.merged.rows).toHaveCount(14);
  });
});

// What stands before a worker's own script.
const READERS = [
  ["one buffer", ""],
  ["one buffer, a little at a time", `
    const { read } = ReadableStreamBYOBReader.prototype;
    ReadableStreamBYOBReader.prototype.read = function ({ buffer }) {
      console.debug("other reader");
      return read.call(this, new Uint8Array(buffer, 0, Math.min(buffer.byteLength, 40_000)));
    };`],
  ["slices, where a browser can't fill a buffer", `
    ReadableStreamBYOBReader = class { constructor() { console.debug("other reader"); throw new TypeError(); } };`],
];
for (const [what, before] of READERS) {
  test(`a file is read into ${what}, and once more where a row far down contradicts a guess`, async ({ pervisit, page }) => {
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    await page.addInitScript((before) => {
      globalThis.Blob = class extends Blob {
        constructor(parts, options) {
          super(options?.type === "text/javascript" ? [before, ...parts] : parts, options);
        }
      };
    }, before);
    await pervisit.open();
    const made = (name, block, last) =>
      page.evaluateHandle(([name, block, last]) => new File([`Org;Centre no;${name}\n`, block.repeat(30_000), last], `${name}.csv`), [name, block, last]);
    // "1.234" may be either; the last row shows that the point groups thousands.
    const ids = Array.from({ length: 20 }, (_, at) => `${at % 2};${at};`);
    const block = (amount) => ids.map((id) => `${id}${amount}\n`).join("");
    await pervisit.chooseMade(await made("Expenses", block("1.234"), "9;9;1.234,50\n"), await made("Visits", block("2"), "9;9;1\n"));
    await pervisit.results();
    await expect(page.getByText("21 of 21 organization and centre pairs match")).toBeVisible();
    await pervisit.merged.filter.fill("9");
    await expect.poll(async () => (await pervisit.merged.column("Expenses")).sort()).toEqual(["1,234.50", "37,020,000.00", "37,020,000.00"]);
    expect(said.includes("other reader")).toBe(before !== "");
  });
}

test("500,000 rows scroll, sort and filter", async ({ pervisit }) => {
  const lines = (amount) => Array.from({ length: 500_000 }, (_, at) => `o${at},${at % 50},${amount(at)}\n`).join("");
  await pervisit.open();
  await pervisit.chooseLarge(pervisit.expenses, "e.csv", "Org,Centre no,Expenses\n", lines((at) => at + 1), 1);
  await pervisit.chooseLarge(pervisit.visits, "v.csv", "Org,Centre no,Visits\n", lines(() => 1), 1);
  await pervisit.results();
  const { merged } = pervisit;
  await merged.scrollTo(1);
  await expect(merged.headed("o499999").last()).toBeVisible();
  expect(await merged.rows.count()).toBeLessThan(300);
  await merged.scrollTo(0);
  await merged.sortBy("Expense per visit");
  await expect.poll(async () => (await merged.column("Expense per visit"))[0]).toBe("500,000.00");
  await merged.filter.fill("o123456");
  await merged.expectColumn("Organization", ["o123456"]);
});

test("a worker that dies says so, and the page can start again", async ({ pervisit, page }) => {
  await pervisit.open();
  await pervisit.choose(EXPENSES, VISITS);
  await pervisit.results();
  await pervisit.settled();
  const [worker] = page.workers();
  await worker.evaluate(() => setTimeout(() => { throw new Error("out of memory"); }));
  await expect(pervisit.alert).toContainText("The part of the page that reads and computes has stopped.");
  await expect(pervisit.alert).toContainText("out of memory");
  await page.getByRole("button", { name: "Start again" }).click();
  await expect(pervisit.alert).toBeEmpty();
  await pervisit.choose(EXPENSES, VISITS);
  await pervisit.results();
  // Whoever chooses files starts it again, too.
  await pervisit.settled();
  await page.workers().at(-1).evaluate(() => setTimeout(() => { throw new Error("out of memory"); }));
  await expect(pervisit.alert).toContainText("has stopped");
  await pervisit.choose(EXPENSES, VISITS);
  await pervisit.results();
  await expect(pervisit.alert).toBeEmpty();
});

test("a worker that can't be loaded says so", async ({ pervisit, page }) => {
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function ([, ...rest]) {
      post.call(this, ["https://elsewhere.example/program.js", ...rest]);
    };
  });
  await pervisit.open();
  await expect(pervisit.alert).toContainText("The part of the page that reads and computes has stopped.");
  pervisit.expectWrong(/elsewhere\.example/);
});
