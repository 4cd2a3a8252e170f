//! What the page's files weigh on their way to a visitor.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

/// What a visitor may have to fetch until the page takes files, in bytes as hosts compress them.
const MOST: usize = 350_000;

/// The parts of the program that are fetched when the page is idle.
const IDLE: [&str; 4] = ["split_results", "split_figures", "split_saving", "split_reading"];

/// When a file is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// Before the page takes files.
    First,
    /// In place of another by browsers without vector instructions.
    Instead,
    /// When the page is idle.
    Idle,
    /// When what it is for is first wanted: a part of the program, or a way to save.
    Wanted,
    /// With the first workbook.
    Workbook,
}

impl When {
    fn of(name: &str) -> When {
        match name.split(['-', '_', '.']).next() {
            Some("pervisit") => When::Instead,
            // What parts share comes with the first of them.
            Some("chunk") => When::Idle,
            Some("split") if IDLE.iter().any(|part| name.starts_with(part)) => When::Idle,
            Some("split") => When::Wanted,
            Some("echarts") if name.starts_with("echarts_") => When::Wanted,
            Some("echarts") => When::Idle,
            Some("workbook") => When::Workbook,
            _ => When::First,
        }
    }
}

/// Says what the built page weighs, and fails where a first visit takes more than it may.
pub fn check(folder: &Path) -> Result<()> {
    let mut weights = Vec::new();
    for entry in fs::read_dir(folder).context("the page is not built")? {
        let entry = entry?;
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&fs::read(entry.path())?)?;
        weights.push((When::of(&entry.file_name().to_string_lossy()), packed.finish()?.len()));
    }
    let sum = |when| weights.iter().filter(|(it, _)| *it == when).map(|(_, bytes)| bytes).sum::<usize>();
    let (first, idle) = (sum(When::First), sum(When::Idle));
    let thousands = |bytes: usize| bytes.div_ceil(1000);
    println!(
        "{} kB until the page takes files, {} kB when it is idle: {} kB for a first visit; {} kB where more is wanted, \
         {} kB with the first workbook (gzip)",
        thousands(first),
        thousands(idle),
        thousands(first + idle),
        thousands(sum(When::Wanted)),
        thousands(sum(When::Workbook))
    );
    ensure!(first > 0 && idle > 0, "the page's files are not all there");
    ensure!(first <= MOST, "a first visit takes {first} bytes, {} more than it may", first - MOST);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::When;

    #[test]
    fn files_are_told_apart_by_their_names() {
        let all = ["vectors_bg-1a.wasm", "pervisit-1a_bg.wasm", "echarts-1a.js", "workbook_bg-1a.wasm", "index.html"];
        assert_eq!(all.map(When::of), [When::First, When::Instead, When::Idle, When::Workbook, When::First]);
        assert_eq!(
            ["split_results-1a.wasm", "split_figures-1a.wasm", "split_reading-1a.wasm", "chunk_5-1a.wasm"]
                .map(When::of),
            [When::Idle; 4]
        );
        let wanted = ["echarts_svg-1a.js", "echarts_regions-1a.js", "split_regions-1a.wasm"];
        assert_eq!(wanted.map(When::of), [When::Wanted; 3]);
    }
}
