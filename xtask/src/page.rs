//! Builds the page with Trunk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::prelude::*;
use sha2::{Digest, Sha384};
use xshell::{PushEnv, Shell, cmd};

use crate::{say, tools};

/// Where the page names files, and their names without marks.
const NAMED: [(&str, &str); 9] = [
    ("data-plain", "pervisit.js"),
    ("data-plain-wasm", "pervisit_bg.wasm"),
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
    let _flags = push_flags(shell, &[])?;
    say("building the page");
    cmd!(shell, "trunk build --release").run()?;
    Ok(())
}

/// Builds the program again with vector instructions, which browsers that lack them refuse as a
/// whole; gives files names that change with their contents, and with nothing else; and tells the page
/// these and the digests of what it fetches later, which the browser checks.
pub fn seal(shell: &Shell) -> Result<()> {
    let folder = PathBuf::from(std::env::var_os("TRUNK_STAGING_DIR").context("this is for Trunk to call")?);
    let page = folder.join("index.html");
    let mut html = fs::read_to_string(&page)?;
    build_with_vectors(shell, &folder)?;
    for (attribute, file) in NAMED {
        let told = value(&html, attribute)?.trim_start_matches("./").to_owned();
        let path = folder.join(&told);
        fs::write(&path, without_path(fs::read(&path)?))?;
        let named = marked(file, &digest(&path)?)?;
        fs::rename(path, folder.join(&named))?;
        for start in ["=\"", "=\"./"] {
            html = html.replace(&format!("{start}{told}\""), &format!("=\"{named}\""));
        }
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

/// Flags for the compiler, in force for as long as the result lives: those of `.cargo/config.toml`, which these replace,
/// further ones, and one that leaves out where packages lie on this machine, so that every machine builds the same page.
fn push_flags<'a>(shell: &'a Shell, further: &[&str]) -> Result<PushEnv<'a>> {
    let registries = shell.read_dir(tools::cargo_home()?.join("registry").join("src"))?;
    let packages = registries.iter().map(|registry| format!("--remap-path-prefix={}=", registry.display()));
    let flags = ["--cfg", "erase_components"].into_iter().chain(further.iter().copied()).map(str::to_owned);
    Ok(shell.push_env("CARGO_ENCODED_RUSTFLAGS", flags.chain(packages).collect::<Vec<_>>().join("\u{1f}")))
}

/// What Trunk does with the program, once more, with vectors and in parts.
fn build_with_vectors(shell: &Shell, folder: &Path) -> Result<()> {
    let built = PathBuf::from("target/vectors");
    let flags = ["--cfg", "in_parts", "-C", "target-feature=+simd128", "-C", "link-args=--emit-relocs"];
    let _flags = push_flags(shell, &flags)?;
    cmd!(
        shell,
        "cargo build --release --locked --quiet --target wasm32-unknown-unknown --bin pervisit --target-dir {built}"
    )
    .run()?;
    let parts = built.join("parts");
    shell.remove_path(&parts)?;
    let split = split(&shell.read_binary_file(built.join("wasm32-unknown-unknown/release/pervisit.wasm"))?, &parts)?;
    let main = parts.join("vectors.wasm");
    cmd!(
        shell,
        "wasm-bindgen --target web --no-typescript --keep-lld-exports --out-dir {parts} --out-name vectors {main}"
    )
    .run()?;
    let source = shell.read_file("index.html")?;
    let (level, parameters) = (value(&source, "data-wasm-opt")?, value(&source, "data-wasm-opt-params")?);
    let level = format!("-O{level}");
    let shrink = |from: &Path, to: &Path| {
        let parameters = parameters.split_whitespace();
        cmd!(shell, "wasm-opt {level} {parameters...} -o {to} {from}").run()
    };
    shrink(&parts.join("vectors_bg.wasm"), &folder.join("vectors_bg.wasm"))?;
    // The script that loads the parts, told their names and digests.
    let link = parts.join(LINK);
    let mut script = shell.read_file(&link)?;
    for part in split {
        let name = part.file_name().context("a name")?.to_string_lossy().into_owned();
        let made = folder.join(&name);
        shrink(&part, &made)?;
        let fetched = format!("fetch(new URL(\"./{name}\", import.meta.url))");
        anyhow::ensure!(script.contains(&fetched), "{LINK} does not fetch {name}");
        let bytes = fs::read(&made)?;
        let given = if name.starts_with("chunk_") && bytes.len() <= SMALL {
            fs::remove_file(made)?;
            let text = BASE64_STANDARD.encode(bytes);
            format!(
                "Promise.resolve(new Response(Uint8Array.from(atob(\"{text}\"), (letter) => letter.charCodeAt(0))))"
            )
        } else {
            let digest = digest(&made)?;
            let named = marked(&name, &digest)?;
            fs::rename(made, folder.join(&named))?;
            format!("fetch(new URL(\"./{named}\", import.meta.url), {{ integrity: \"sha384-{digest}\" }})")
        };
        script = script.replace(&fetched, &given);
    }
    shell.write_file(&link, script.replace("WebAssembly.instantiateStreaming(src, imports)", INSTANTIATED))?;
    let (from, to) = (parts.join("vectors.js"), folder.join("vectors.js"));
    cmd!(shell, "esbuild {from} --bundle --minify --format=esm --target=es2022 --log-level=error --outfile={to}")
        .run()?;
    let program = folder.join("vectors_bg.wasm");
    let [script, program_bytes] = numbered([fs::read(&to)?, fs::read(&program)?]);
    fs::write(to, script)?;
    fs::write(program, program_bytes)?;
    Ok(())
}

/// A program without the digest of where one of its packages lies on this machine, which that leaves in it.
fn without_path(mut program: Vec<u8>) -> Vec<u8> {
    const MARK: &[u8] = b"_WASM_SPLIT_MARKER_";
    for at in 0..program.len().saturating_sub(MARK.len() + 16) {
        if program[at..].starts_with(MARK) {
            program[at + MARK.len()..][..16].fill(b'0');
        }
    }
    program
}

/// A script and its program, which know what one calls of the other by names that end with a digest each. No host can
/// make digests smaller; numbers of the same length nearly vanish.
fn numbered([mut script, mut program]: [Vec<u8>; 2]) -> [Vec<u8>; 2] {
    const LENGTH: usize = 1 + 16;
    let is_digest =
        |found: &&[u8]| found[0] == b'_' && found[1..].iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let digests: BTreeSet<Vec<u8>> = script.windows(LENGTH).filter(is_digest).map(<[u8]>::to_vec).collect();
    // Some have numbers already.
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = digests.into_iter().partition(|name| name.starts_with(b"_00000000"));
    let numbers = (0..).map(|number| format!("_{number:016x}").into_bytes()).filter(|number| !old.contains(number));
    let numbers: BTreeMap<Vec<u8>, Vec<u8>> = new.into_iter().zip(numbers).collect();
    for bytes in [&mut script, &mut program] {
        for at in 0..bytes.len().saturating_sub(LENGTH - 1) {
            let name = &mut bytes[at..at + LENGTH];
            if name[0] == b'_'
                && let Some(number) = numbers.get(name)
            {
                name.copy_from_slice(number);
            }
        }
    }
    [script, program]
}

/// The script that loads the parts of a program.
const LINK: &str = "__wasm_split.js";

/// What several parts share comes with the script where it is no larger, in bytes: as a file, the page would
/// fetch it, and its worker once more.
const SMALL: usize = 4096;

/// An instance of a part, from hosts that do not know the type of the file, too.
const INSTANTIATED: &str = "src.then((response) => {
        if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
        return response.arrayBuffer();
    }).then((bytes) => WebAssembly.instantiate(bytes, imports))";

/// Takes a linked program apart; the files of what is not fetched with it.
fn split(program: &[u8], folder: &Path) -> Result<Vec<PathBuf>> {
    let main = folder.join("vectors.wasm");
    let mut options = wasm_split_cli_support::Options::new(program);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./vectors.js";
    let split = wasm_split_cli_support::transform(options).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(split.split_modules)
}

/// A name that changes with the contents of the file.
fn marked(file: &str, digest: &str) -> Result<String> {
    let (stem, extension) = file.split_once('.').context("a name with an extension")?;
    let mark: String = digest.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    Ok(format!("{stem}-{mark}.{extension}"))
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

#[cfg(test)]
mod tests {
    use super::{numbered, without_path};

    #[test]
    fn a_program_is_the_same_wherever_its_packages_lie() {
        let programs =
            ["\0\x25_WASM_SPLIT_MARKER_732e786d2a082da8version", "\0\x25_WASM_SPLIT_MARKER_f8d8c7be0f8054e9version"];
        let [here, there] = programs.map(|text| without_path(text.into()));
        assert_eq!(here, b"\0\x25_WASM_SPLIT_MARKER_0000000000000000version");
        assert_eq!(here, there);
    }

    #[test]
    fn digests_of_names_become_numbers_on_both_sides() {
        let script = "a.wbg={__wbg_now_0123456789abcdef:b,__wbg_log_fedcba9876543210:c,__cast_0000000000000001:d}";
        let program = "\0__wbg_log_fedcba9876543210\x01__wbg_now_0123456789abcdef__cast_0000000000000001";
        let both = numbered([script, program].map(|text| text.as_bytes().to_vec()));
        let [script, program] = both.map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(
            script,
            "a.wbg={__wbg_now_0000000000000000:b,__wbg_log_0000000000000002:c,__cast_0000000000000001:d}"
        );
        assert_eq!(program, "\0__wbg_log_0000000000000002\x01__wbg_now_0000000000000000__cast_0000000000000001");
    }
}
