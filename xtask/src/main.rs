//! The project's commands: `cargo xtask serve`, `test`, `build`, `bench`, `fuzz`, `mutants`.

mod bench;
mod page;
mod proof;
mod test;
mod tools;
mod weight;

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

const USAGE: &str = "usage: cargo xtask COMMAND

  serve   build the page and serve it on 127.0.0.1, again after every change
  test    check and test everything, in a real browser too
  build   leave the page in dist/
  bench   measure the core's steps; with --browser [--rows N] [--shape SHAPE] [--rounds N]
          [--only NAME,…] the built page against its peers
  fuzz    feed the reading of files with broken ones for a minute (needs a nightly compiler)
  mutants [K/N]
          break what reads, joins and divides in small ways, and count how many of them the tests catch; all,
          or one part of N";

fn main() -> Result<()> {
    let shell = Shell::new()?;
    shell.change_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve"] => serve(&shell),
        ["test"] => test::run(&shell),
        ["build"] => page::build(&shell),
        ["bench"] => bench::core(&shell),
        ["bench", "--browser", rest @ ..] => bench::browser(&shell, rest),
        ["fuzz"] => proof::fuzz(&shell),
        ["mutants"] => proof::mutants(&shell, None),
        ["mutants", shard] => proof::mutants(&shell, Some(shard)),
        // Called by Trunk.
        ["seal"] => page::seal(&shell),
        _ => bail!("{USAGE}"),
    }
}

fn serve(shell: &Shell) -> Result<()> {
    let _path = tools::for_building(shell)?;
    say("the page will be at http://127.0.0.1:8080");
    cmd!(shell, "trunk serve --release --address 127.0.0.1 --port 8080 --no-autoreload").run()?;
    Ok(())
}

/// Says what is being done.
fn say(what: &str) {
    println!("── {what}");
}
