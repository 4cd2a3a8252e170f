//! Measures: the core's steps, and the built page against what else does the job.

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use crate::{page, say, tools};

/// Rows of each file, where nobody says how many.
const ROWS: &str = "1000000";
/// Times each contender runs; an odd number has a median.
const ROUNDS: &str = "5";
const IN_A_BROWSER: [&str; 7] =
    ["limit", "pervisit", "pervisit-second", "duckdb", "arquero", "papaparse", "perspective"];
const NATIVE: [&str; 3] = ["pandas", "polars", "duckdb-native"];

/// The core's steps, by criterion.
pub fn core(shell: &Shell) -> Result<()> {
    cmd!(shell, "cargo bench --package pervisit-analysis --bench core").run()?;
    Ok(())
}

/// The built page in a browser: `[--rows N] [--shape SHAPE] [--rounds N] [--only CONTENDER,…]`.
pub fn browser(shell: &Shell, arguments: &[&str]) -> Result<()> {
    let (mut rows, mut shape, mut rounds, mut only) = (ROWS, "grid", ROUNDS, None);
    for pair in arguments.chunks(2) {
        match pair {
            ["--rows", told] => rows = told,
            ["--shape", told] => shape = told,
            ["--rounds", told] => rounds = told,
            ["--only", told] => only = Some(told.split(',').collect::<Vec<_>>()),
            _ => bail!("usage: cargo xtask bench --browser [--rows N] [--shape SHAPE] [--rounds N] [--only NAME,…]"),
        }
    }
    page::build(shell)?;
    let chromium = tools::chromium(shell)?;
    let _chromium = shell.push_env("CHROMIUM", chromium);
    let root = shell.current_dir();

    say("making the files");
    let files = root.join(format!("target/bench/{shape}-{rows}"));
    cmd!(
        shell,
        "cargo run --quiet --release --package pervisit-analysis --example generate -- --shape {shape} {rows} {files}"
    )
    .run()?;

    let python = tools::python(shell, "target/bench/venv", "xtask/bench/requirements.txt", "pandas, polars, duckdb");
    let mut contenders: Vec<&str> = IN_A_BROWSER.to_vec();
    match &python {
        Some(_) => contenders.extend(NATIVE),
        None => say("left out: pandas, Polars and DuckDB, for want of Python 3 with venv"),
    }
    if let Some(only) = only {
        contenders.retain(|name| only.contains(name));
    }
    shell.change_dir("xtask/bench");
    let npm = tools::NPM;
    cmd!(shell, "{npm} ci --ignore-scripts --no-audit --no-fund --silent").run()?;
    let _path = tools::first_in_path(shell, [root.join("node_modules/.bin")])?;
    cmd!(shell, "{npm} run --silent build").run()?;

    say(&format!("{rows} rows of shape {shape}, {rounds} rounds"));
    let python = python.unwrap_or_default();
    cmd!(shell, "node browser.js {files} {python} {rounds} {contenders...}").run()?;
    Ok(())
}
