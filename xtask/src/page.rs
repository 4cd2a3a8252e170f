//! Builds the page with Trunk.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::prelude::*;
use sha2::{Digest, Sha384};
use xshell::{Shell, cmd};

use crate::{say, tools};

/// The workers' files, and where the page names them.
const WORKERS: [(&str, &str); 4] = [
    ("data-worker", "worker.js"),
    ("data-worker-wasm", "worker_bg.wasm"),
    ("data-workbook", "workbook.js"),
    ("data-workbook-wasm", "workbook_bg.wasm"),
];

/// Leaves the page in `dist/`.
pub fn build(shell: &Shell) -> Result<()> {
    let _path = tools::for_building(shell)?;
    say("building the page");
    cmd!(shell, "trunk build --release").run()?;
    Ok(())
}

/// Gives the workers' files names that change with their contents, and tells the page these and
/// the digests of all wasm, which the browser checks.
pub fn seal() -> Result<()> {
    let folder = PathBuf::from(std::env::var_os("TRUNK_STAGING_DIR").context("this is for Trunk to call")?);
    let page = folder.join("index.html");
    let mut html = fs::read_to_string(&page)?;
    for (attribute, file) in WORKERS {
        let digest = digest(&folder.join(file))?;
        let (stem, extension) = file.split_once('.').context("a name with an extension")?;
        let mark: String = digest.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        let named = format!("{stem}-{mark}.{extension}");
        fs::rename(folder.join(file), folder.join(&named))?;
        let before = format!("{attribute}=\"{file}\"");
        anyhow::ensure!(html.contains(&before), "index.html does not name {file}");
        html = html.replace(&before, &format!("{attribute}=\"{named}\""));
    }
    for attribute in ["data-wasm", "data-worker-wasm", "data-workbook-wasm"] {
        let start = format!("{attribute}=\"");
        let named = html.split_once(&start).and_then(|(_, rest)| rest.split_once('"')).context(attribute)?.0.to_owned();
        let digest = digest(&folder.join(&named))?;
        let told = format!("{start}{named}\"");
        html = html.replace(&told, &format!("{told} {attribute}-integrity=\"sha384-{digest}\""));
    }
    fs::write(page, html)?;
    Ok(())
}

/// The SHA-384 of a file, in base 64.
fn digest(file: &Path) -> Result<String> {
    Ok(BASE64_STANDARD.encode(Sha384::digest(fs::read(file)?)))
}
