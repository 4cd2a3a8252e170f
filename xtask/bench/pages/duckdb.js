import * as duckdb from "@duckdb/duckdb-wasm";

let database, connection;

export async function ready() {
  const dist = new URL("/node_modules/@duckdb/duckdb-wasm/dist/", location.href);
  const worker = new Worker(new URL("duckdb-browser-eh.worker.js", dist));
  database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await database.instantiate(new URL("duckdb-eh.wasm", dist).href);
  connection = await database.connect();
}

export async function run(expenses, visits) {
  await database.registerFileHandle("expenses.csv", expenses, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  await database.registerFileHandle("visits.csv", visits, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  const read = (file, measure) => `(select "Organization", "Centre number", "Centre name",
      try_cast(replace("${measure}", ',', '') as double) as ${measure}
    from read_csv('${file}', all_varchar = true, header = true))`;
  await connection.query(`create table merged as
    select e.*, v.Visits, case when v.Visits > 0 then e.Expenses / v.Visits else 0 end as cost
    from ${read("expenses.csv", "Expenses")} e join ${read("visits.csv", "Visits")} v using ("Organization", "Centre number")`);
  const centres = await connection.query(`select "Centre number" as number, avg(cost) as average,
      quantile_cont(cost, 0.25), quantile_cont(cost, 0.5), quantile_cont(cost, 0.75), min(cost), max(cost)
    from merged group by 1`);
  const averages = Object.fromEntries(centres.toArray().map((row) => [row.number, row.average]));
  const rows = Number((await connection.query("select count(*) as n from merged")).toArray()[0].n);
  await connection.query("select * from merged limit 50");
  return { rows, averages };
}
