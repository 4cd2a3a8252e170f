import Papa from "papaparse";
import { amount, summarise } from "./summary.js";

const parse = (file) =>
  new Promise((complete, error) => Papa.parse(file, { header: true, skipEmptyLines: true, complete, error }));

export async function run(expenses, visits) {
  const seen = new Map();
  for (const row of (await parse(visits)).data) seen.set(`${row.Organization}\0${row["Centre number"]}`, amount(row.Visits));
  const costs = new Map();
  const rows = [];
  for (const row of (await parse(expenses)).data) {
    const visits = seen.get(`${row.Organization}\0${row["Centre number"]}`);
    if (visits === undefined) continue;
    const spent = amount(row.Expenses);
    const cost = visits > 0 ? spent / visits : 0;
    rows.push({ ...row, Expenses: spent, visits, cost });
    if (!costs.has(row["Centre number"])) costs.set(row["Centre number"], []);
    costs.get(row["Centre number"]).push(cost);
  }
  return { rows: rows.length, averages: summarise(costs) };
}
