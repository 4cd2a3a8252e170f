//! Builds the page with Trunk.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::{say, tools};

/// Leaves the page in `dist/`.
pub fn build(shell: &Shell) -> Result<()> {
    let _path = tools::for_building(shell)?;
    say("building the page");
    cmd!(shell, "trunk build --release").run()?;
    Ok(())
}

/// Gives the worker's files names that change with their contents, and tells the page.
pub fn name_worker() -> Result<()> {
    let folder = PathBuf::from(std::env::var_os("TRUNK_STAGING_DIR").context("this is for Trunk to call")?);
    let page = folder.join("index.html");
    let mut html = fs::read_to_string(&page)?;
    for (attribute, file) in [("data-worker-wasm", "worker_bg.wasm"), ("data-worker", "worker.js")] {
        let bytes = fs::read(folder.join(file))?;
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        let (stem, extension) = file.split_once('.').context("a name with an extension")?;
        let named = format!("{stem}-{:016x}.{extension}", hasher.finish());
        fs::rename(folder.join(file), folder.join(&named))?;
        let before = format!("{attribute}=\"{file}\"");
        anyhow::ensure!(html.contains(&before), "index.html does not name {file}");
        html = html.replace(&before, &format!("{attribute}=\"{named}\""));
    }
    fs::write(page, html)?;
    Ok(())
}
