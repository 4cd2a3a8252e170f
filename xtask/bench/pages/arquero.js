import * as aq from "arquero";

export async function run(...files) {
  const [expenses, visits] = await Promise.all(
    files.map(async (file) => aq.fromCSV(await file.text(), { autoType: false })),
  );
  const number = (table, measure) =>
    table.derive({ [measure]: aq.escape((row) => (row[measure] === "" || row[measure] == null ? NaN : Number(row[measure].replaceAll(",", "")))) });
  const rows = number(expenses, "Expenses")
    .join(number(visits, "Visits").select("Organization", "Centre number", "Visits"), ["Organization", "Centre number"])
    .derive({ cost: (row) => (row.Visits > 0 ? row.Expenses / row.Visits : 0) });
  const centres = rows.groupby("Centre number").rollup({
    average: (row) => aq.op.mean(row.cost),
    min: (row) => aq.op.min(row.cost),
    q1: (row) => aq.op.quantile(row.cost, 0.25),
    median: (row) => aq.op.median(row.cost),
    q3: (row) => aq.op.quantile(row.cost, 0.75),
    max: (row) => aq.op.max(row.cost),
  });
  const averages = Object.fromEntries(centres.objects({ limit: Infinity }).map((row) => [row["Centre number"], row.average]));
  return { rows: rows.numRows(), averages };
}
