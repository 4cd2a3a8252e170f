//! Checks and tests everything.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::{page, say, tools, weight};

/// Runs every check, stops at the first that fails, and closes with how many tests passed.
pub fn run(shell: &Shell) -> Result<()> {
    let path = tools::for_building(shell)?;
    say("formatting");
    cmd!(shell, "cargo fmt --all --check").run()?;
    say("lints, native");
    cmd!(shell, "cargo clippy --quiet --workspace --all-targets -- -D warnings").run()?;
    say("lints, WebAssembly");
    cmd!(shell, "cargo clippy --quiet --package pervisit --target wasm32-unknown-unknown -- -D warnings").run()?;
    say("tests of the core, the app and the rules");
    let python = tools::python(shell, "target/python", "analysis/tests/requirements.txt", "numpy, scipy, sklearn");
    let _python = match python {
        Some(python) => Some(shell.push_env("PERVISIT_PYTHON", python)),
        None => {
            say("skipped: the comparisons with numpy, scipy and scikit-learn, for want of Python 3 with venv");
            None
        }
    };
    let native = counted(shell, "cargo", &["test", "--quiet", "--workspace"])?;
    drop(path);

    page::build(shell)?;
    say("the page's weight");
    weight::check(&shell.current_dir().join("dist"))?;
    say("tests in a browser");
    let chromium = tools::chromium(shell)?;
    let _chromium = shell.push_env("CHROMIUM", chromium);
    let _reporter = shell.push_env("FORCE_COLOR", "0");
    let browser = counted(shell, tools::NPM, &["run", "--silent", "e2e"])?;
    println!("{} passed, 0 failed", native + browser);
    Ok(())
}

/// Runs a test runner, shows what it prints, and counts the tests it says have passed.
fn counted(shell: &Shell, program: &str, arguments: &[&str]) -> Result<u32> {
    let mut command = Command::from(cmd!(shell, "{program} {arguments...}"));
    let mut runner = command.stdout(Stdio::piped()).spawn().with_context(|| format!("{program} can't be started"))?;
    let mut passed = 0;
    for line in BufReader::new(runner.stdout.take().context("a pipe")?).lines() {
        let line = line?;
        println!("{line}");
        passed += passed_in(&line);
    }
    if !runner.wait()?.success() {
        bail!("{program} {} failed", arguments.join(" "));
    }
    anyhow::ensure!(passed > 0, "{program} ran no test");
    Ok(passed)
}

/// `test result: ok. 3 passed; …` of cargo, `  3 passed (1.2s)` of Playwright.
fn passed_in(line: &str) -> u32 {
    let line = line.trim().trim_start_matches("test result: ok. ");
    let mut words = line.split([' ', ';']);
    match (words.next().map(str::parse), words.next()) {
        (Some(Ok(count)), Some("passed")) => count,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::passed_in;

    #[test]
    fn only_closing_lines_count() {
        assert_eq!(passed_in("test result: ok. 3 passed; 0 failed; 0 ignored"), 3);
        assert_eq!(passed_in("  12 passed (3.4s)"), 12);
        assert_eq!(passed_in("running 3 tests"), 0);
    }
}
