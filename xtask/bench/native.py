"""The same job in Python: two files -> the average expense per visit of each centre, rows without visits counted as 0.

usage: native.py pandas|polars|duckdb EXPENSES VISITS

Prints {"ms": …, "rows": …, "averages": {centre number: average}} as JSON. What is timed ends when the joined rows, the
averages and the quartiles are there.
"""

import json
import sys
import time


def with_pandas(expenses, visits):
    import pandas as pd

    def read(path, measure):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        text = table[measure].str.replace(",", "", regex=False)
        table[measure] = pd.to_numeric(text.where(text != ""))
        return table

    start = time.perf_counter()
    left = read(expenses, "Expenses")
    right = read(visits, "Visits").drop(columns="Centre name")
    rows = left.merge(right, on=["Organization", "Centre number"])
    visits = rows["Visits"].where(rows["Visits"] > 0)
    rows["cost"] = (rows["Expenses"] / visits).fillna(0)
    costs = rows.groupby("Centre number")["cost"]
    averages, _ = costs.mean(), costs.quantile([0, 0.25, 0.5, 0.75, 1])
    return start, len(rows), averages.to_dict()


def with_polars(expenses, visits):
    import polars as pl

    def read(path, measure):
        table = pl.scan_csv(path, infer_schema=False)
        return table.with_columns(pl.col(measure).str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False))

    start = time.perf_counter()
    right = read(visits, "Visits").drop("Centre name")
    cost = pl.when(pl.col("Visits") > 0).then(pl.col("Expenses") / pl.col("Visits")).otherwise(0.0)
    rows = read(expenses, "Expenses").join(right, on=["Organization", "Centre number"]).with_columns(cost=cost).collect()
    figures = [pl.col("cost").mean().alias("mean")]
    figures += [pl.col("cost").quantile(p, "linear").alias(str(p)) for p in (0, 0.25, 0.5, 0.75, 1)]
    centres = rows.group_by("Centre number").agg(figures)
    return start, len(rows), dict(zip(centres["Centre number"], centres["mean"]))


def with_duckdb(expenses, visits):
    import duckdb

    def read(path, measure):
        amount = f"""try_cast(replace("{measure}", ',', '') as double) as {measure}"""
        return f"""(select "Organization", "Centre number", "Centre name", {amount}
                    from read_csv('{path}', all_varchar = true, header = true))"""

    start = time.perf_counter()
    duck = duckdb.connect()
    duck.execute(f"""create table merged as
        select e.*, v.Visits, case when v.Visits > 0 then e.Expenses / v.Visits else 0 end as cost
        from {read(expenses, "Expenses")} e join {read(visits, "Visits")} v using ("Organization", "Centre number")""")
    centres = duck.execute("""select "Centre number", avg(cost), quantile_cont(cost, [0, 0.25, 0.5, 0.75, 1])
        from merged group by 1""").fetchall()
    rows = duck.execute("select count(*) from merged").fetchone()[0]
    return start, rows, {number: average for number, average, _ in centres}


def main():
    way, expenses, visits = sys.argv[1:]
    start, rows, averages = {"pandas": with_pandas, "polars": with_polars, "duckdb": with_duckdb}[way](expenses, visits)
    ms = (time.perf_counter() - start) * 1000
    print(json.dumps({"ms": ms, "rows": rows, "averages": averages}))


main()
