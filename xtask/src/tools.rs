//! Installs what is missing, at the versions the project pins.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xshell::{PushEnv, Shell, cmd};

use crate::say;

const TRUNK: &str = "0.21.14";
const TARGET: &str = "wasm32-unknown-unknown";
pub const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Everything a build of the page needs. The tools are in PATH for as long as the result lives.
pub fn for_building(shell: &Shell) -> Result<PushEnv<'_>> {
    if cmd!(shell, "rustup --version").quiet().ignore_stderr().read().is_err() {
        bail!("rustup is missing: install it from rustup.rs");
    }
    let node = cmd!(shell, "node --version").quiet().ignore_stderr().read().unwrap_or_default();
    let major: Option<u32> = node.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major| major < 20) {
        bail!("Node.js 20 or newer is missing: install it from nodejs.org");
    }
    let installed = cmd!(shell, "rustup target list --installed").quiet().read()?;
    if !installed.lines().any(|target| target == TARGET) {
        say("installing the compiler's WebAssembly target");
        cmd!(shell, "rustup target add {TARGET}").run()?;
    }
    packages(shell)?;
    let trunk = tool(shell, "trunk", "trunk", TRUNK, &["--locked"])?;
    let wasm_bindgen = tool(shell, "wasm-bindgen", "wasm-bindgen-cli", &locked_version(shell, "wasm-bindgen")?, &[])?;
    first_in_path(shell, [trunk, wasm_bindgen, shell.current_dir().join("node_modules/.bin")])
}

/// Looks for commands in these folders first, for as long as the result lives.
pub fn first_in_path(shell: &Shell, folders: impl IntoIterator<Item = PathBuf>) -> Result<PushEnv<'_>> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&path)))?;
    Ok(shell.push_env("PATH", path))
}

/// npm's packages, anew only where the lock has changed.
fn packages(shell: &Shell) -> Result<()> {
    let stamp = "node_modules/.installed-lock.json";
    let lock = shell.read_file("package-lock.json")?;
    if shell.path_exists(stamp) && shell.read_file(stamp)? == lock {
        return Ok(());
    }
    say("installing npm packages");
    cmd!(shell, "{NPM} ci --ignore-scripts --no-audit --no-fund").run()?;
    shell.write_file(stamp, lock)?;
    Ok(())
}

/// cargo-fuzz and cargo-mutants, in PATH for as long as the result lives.
pub fn for_proving<'a>(shell: &'a Shell, package: &str, version: &str) -> Result<PushEnv<'a>> {
    let folder = tool(shell, package, package, version, &["--locked"])?;
    first_in_path(shell, [folder])
}

/// The folder with a command at exactly a version: one of PATH, or one of our own beside cargo's.
fn tool(shell: &Shell, command: &str, package: &str, version: &str, flags: &[&str]) -> Result<PathBuf> {
    let is_right = |command: &Path| {
        let said = cmd!(shell, "{command} --version").quiet().ignore_stderr().read();
        said.is_ok_and(|said| said.split_whitespace().any(|word| word == version))
    };
    if let Some(found) = in_path(command).filter(|found| is_right(found)) {
        return Ok(found.parent().map(Path::to_owned).unwrap_or_default());
    }
    let root = cargo_home()?.join("pervisit-tools").join(format!("{package}-{version}"));
    let folder = root.join("bin");
    if !is_right(&folder.join(command).with_extension(std::env::consts::EXE_EXTENSION)) {
        say(&format!("installing {package} {version} (some minutes, once)"));
        cmd!(shell, "cargo install {package} --version {version} {flags...} --root {root}").run()?;
    }
    Ok(folder)
}

/// Where cargo keeps packages and programs.
pub fn cargo_home() -> Result<PathBuf> {
    let home = std::env::home_dir().map(|home| home.join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or(home).context("there is no home folder")
}

/// The version of a package in Cargo.lock.
fn locked_version(shell: &Shell, package: &str) -> Result<String> {
    let lock = shell.read_file("Cargo.lock")?;
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    let version = lines.nth(1).and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).with_context(|| format!("{package} is not in Cargo.lock"))
}

/// A Python of our own in `folder` that has what `requirements` list and `modules` import; `None`
/// where none can be made.
pub fn python(shell: &Shell, folder: &str, requirements: &str, modules: &str) -> Option<String> {
    let python = shell.current_dir().join(folder).join("bin/python");
    let made = || -> xshell::Result<()> {
        cmd!(shell, "python3 -m venv {folder}").quiet().run()?;
        cmd!(shell, "{python} -m pip install --quiet --requirement {requirements}").quiet().run()
    };
    let import = format!("import {modules}");
    let is_there = || cmd!(shell, "{python} -c {import}").quiet().ignore_stderr().run().is_ok();
    (is_there() || (made().is_ok() && is_there())).then(|| python.display().to_string())
}

/// A Chrome or Chromium; from Debian's packages where there is none.
pub fn chromium(shell: &Shell) -> Result<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let places = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].map(PathBuf::from);
    let find = || {
        let places = places.iter().find(|place| place.exists()).cloned();
        named.clone().or_else(|| names.iter().find_map(|name| in_path(name))).or(places)
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    if in_path("apt-get").is_some() {
        say("installing Chromium from Debian's packages");
        let is_root = cmd!(shell, "id -u").quiet().read().is_ok_and(|id| id == "0");
        let install_as = if is_root { "env" } else { "sudo" };
        cmd!(shell, "{install_as} apt-get update -qq").run()?;
        cmd!(shell, "{install_as} apt-get install -y -qq chromium").run()?;
    }
    find().context("Chrome or Chromium is missing: install one, or name it in the variable CHROMIUM")
}

fn in_path(command: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let file = Path::new(command).with_extension(std::env::consts::EXE_EXTENSION);
    std::env::split_paths(&path).map(|folder| folder.join(&file)).find(|file| file.is_file())
}
