//! What tests the tests: fuzzing the reading of files, and mutants of the core.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{say, tools};

const CARGO_FUZZ: &str = "0.13.2";
const CARGO_MUTANTS: &str = "27.1.0";
/// For each target, in seconds.
const LONG: &str = "30";

/// Fuzzes each target for half a minute, from its seeds; says so where there is no nightly compiler.
pub fn fuzz(shell: &Shell) -> Result<()> {
    if cmd!(shell, "cargo +nightly --version").quiet().ignore_stderr().read().is_err() {
        say("skipped: fuzzing needs a nightly compiler (rustup toolchain install nightly)");
        return Ok(());
    }
    let _path = tools::for_proving(shell, "cargo-fuzz", CARGO_FUZZ)?;
    shell.change_dir("analysis/fuzz");
    for target in ["records", "analyse"] {
        say(&format!("fuzzing {target}"));
        let corpus = format!("corpus/{target}");
        shell.create_dir(&corpus)?;
        let seeds = format!("seeds/{target}");
        cmd!(shell, "cargo +nightly fuzz run --fuzz-dir . {target} {corpus} {seeds} -- -max_total_time={LONG}")
            .run()?;
    }
    Ok(())
}

/// Breaks what reads, joins and computes in small ways; what the tests do not catch is listed in
/// `mutants.out/missed.txt`. All of them take hours: `shard` (`0/16`) is a fair part of them.
pub fn mutants(shell: &Shell, shard: Option<&str>) -> Result<()> {
    let _path = tools::for_proving(shell, "cargo-mutants", CARGO_MUTANTS)?;
    // Less of what makes each mutant slow: cases of the laws, and what a debugger would need.
    let _cases = shell.push_env("PROPTEST_CASES", "48");
    let _debug = shell.push_env("CARGO_PROFILE_DEV_DEBUG", "0");
    let files = [
        "ingest/**/*.rs",
        "by_centre.rs",
        "centres.rs",
        "decimal.rs",
        "keyed.rs",
        "merge.rs",
        "per_visit.rs",
        "places.rs",
        "quantiles.rs",
        "spread.rs",
        "sum.rs",
    ];
    let files = files.map(|file| format!("--file=analysis/src/{file}"));
    let shard = shard.map(|shard| format!("--shard={shard}"));
    let limits = ["--minimum-test-timeout=10", "--sharding=round-robin"];
    cmd!(shell, "cargo mutants --package pervisit-analysis {limits...} {shard...} {files...} -- --lib --tests")
        .run()?;
    Ok(())
}
