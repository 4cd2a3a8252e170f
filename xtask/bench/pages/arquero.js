import * as aq from "arquero";
import { amount } from "./summary.js";

export async function run(...files) {
  const [expenses, visits] = await Promise.all(
    files.map(async (file) =>
      aq.fromCSV(await file.text(), { autoType: false }).rename({ "Centre number": "centre", "Centre name": "name" }),
    ),
  );
  const rows = expenses
    .derive({ Expenses: aq.escape((row) => amount(row.Expenses)) })
    .join(visits.derive({ Visits: aq.escape((row) => amount(row.Visits)) }).select("Organization", "centre", "Visits"), [
      ["Organization", "centre"],
      ["Organization", "centre"],
    ])
    .derive({ cost: aq.escape((row) => (row.Visits > 0 ? row.Expenses / row.Visits : 0)) });
  const { mean, min, quantile, max } = aq.op;
  const centres = rows.groupby("centre").rollup({
    average: mean("cost"),
    min: min("cost"),
    q1: quantile("cost", 0.25),
    median: quantile("cost", 0.5),
    q3: quantile("cost", 0.75),
    max: max("cost"),
  });
  const averages = Object.fromEntries(centres.objects({ limit: Infinity }).map((row) => [row.centre, row.average]));
  return { rows: rows.numRows(), averages };
}
