//! Builds the page with Trunk.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::prelude::*;
use sha2::{Digest, Sha384};
use xshell::{Shell, cmd};

use crate::{say, tools};

/// The files that Trunk does not name, and where the page names them.
const UNNAMED: [(&str, &str); 7] = [
    ("data-vectors", "vectors.js"),
    ("data-vectors-wasm", "vectors_bg.wasm"),
    ("data-workbook", "workbook.js"),
    ("data-workbook-wasm", "workbook_bg.wasm"),
    ("data-charts", "echarts.js"),
    ("data-charts-regions", "echarts_regions.js"),
    ("data-charts-svg", "echarts_svg.js"),
];

/// Where the page names the files whose digests the browser checks.
const CHECKED: [&str; 6] = [
    "data-plain-wasm",
    "data-vectors-wasm",
    "data-workbook-wasm",
    "data-charts",
    "data-charts-regions",
    "data-charts-svg",
];

/// Leaves the page in `dist/`.
pub fn build(shell: &Shell) -> Result<()> {
    let _path = tools::for_building(shell)?;
    say("building the page");
    cmd!(shell, "trunk build --release").run()?;
    Ok(())
}

/// Builds the program again with vector instructions, which browsers that lack them refuse as a
/// whole; gives the files that Trunk does not name names that change with their contents; and tells
/// the page these and the digests of what it fetches later, which the browser checks.
pub fn seal(shell: &Shell) -> Result<()> {
    let folder = PathBuf::from(std::env::var_os("TRUNK_STAGING_DIR").context("this is for Trunk to call")?);
    let page = folder.join("index.html");
    let mut html = fs::read_to_string(&page)?;
    build_with_vectors(shell, &folder)?;
    for (attribute, file) in UNNAMED {
        let digest = digest(&folder.join(file))?;
        let (stem, extension) = file.split_once('.').context("a name with an extension")?;
        let mark: String = digest.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        let named = format!("{stem}-{mark}.{extension}");
        fs::rename(folder.join(file), folder.join(&named))?;
        let before = format!("{attribute}=\"{file}\"");
        anyhow::ensure!(html.contains(&before), "index.html does not name {file}");
        html = html.replace(&before, &format!("{attribute}=\"{named}\""));
        html = html.replace(&format!("href=\"./{file}\""), &format!("href=\"./{named}\""));
    }
    for attribute in CHECKED {
        let named = value(&html, attribute)?;
        let digest = digest(&folder.join(named))?;
        let told = format!("{attribute}=\"{named}\"");
        html = html.replace(&told, &format!("{told} {attribute}-integrity=\"sha384-{digest}\""));
    }
    fs::write(page, html)?;
    Ok(())
}

/// What Trunk does with the program, once more and with vectors.
fn build_with_vectors(shell: &Shell, folder: &Path) -> Result<()> {
    let built = "target/vectors";
    let _flags = shell.push_env("RUSTFLAGS", "--cfg erase_components -C target-feature=+simd128");
    cmd!(
        shell,
        "cargo build --release --locked --quiet --target wasm32-unknown-unknown --bin pervisit --target-dir {built}"
    )
    .run()?;
    let wasm = format!("{built}/wasm32-unknown-unknown/release/pervisit.wasm");
    cmd!(shell, "wasm-bindgen --target web --no-typescript --out-dir {folder} --out-name vectors {wasm}").run()?;
    let source = shell.read_file("index.html")?;
    let (level, parameters) = (value(&source, "data-wasm-opt")?, value(&source, "data-wasm-opt-params")?);
    let (level, parameters) = (format!("-O{level}"), parameters.split_whitespace());
    let file = folder.join("vectors_bg.wasm");
    cmd!(shell, "wasm-opt {level} {parameters...} -o {file} {file}").run()?;
    Ok(())
}

/// The value of the first attribute of a name.
fn value<'a>(html: &'a str, attribute: &str) -> Result<&'a str> {
    let found = html.split_once(&format!("{attribute}=\"")).and_then(|(_, rest)| rest.split_once('"'));
    found.map(|(value, _)| value).with_context(|| format!("index.html has no {attribute}"))
}

/// The SHA-384 of a file, in base 64.
fn digest(file: &Path) -> Result<String> {
    Ok(BASE64_STANDARD.encode(Sha384::digest(fs::read(file)?)))
}
