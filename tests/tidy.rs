//! The house's rules, as tests: what may know what, and what may not be shipped.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder with one of the extensions, by path from the root.
fn files(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort();
    let has = |path: &PathBuf| path.extension().is_some_and(|found| extensions.iter().any(|wanted| found == *wanted));
    let name = |path: &PathBuf| path.strip_prefix(root()).unwrap().display().to_string();
    found.iter().filter(|path| has(path)).map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// No line of the files holds one of the words.
fn never(files: &[(String, String)], words: &[&str]) {
    let mut found = Vec::new();
    for (name, text) in files {
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                found.push(format!("{name}:{number} names {word}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_core_and_what_is_shown_know_no_browser() {
    let browser = ["leptos", "web_sys", "js_sys", "wasm_bindgen", "crate::browser", "crate::components"];
    never(&files("analysis/src", &["rs"]), &browser);
    never(&files("src/present", &["rs"]), &browser);
    never(&files("src/present", &["rs"]), &["crate::protocol", "crate::session"]);
    for pure in ["analysis/src", "src/present"] {
        never(&files(pure, &["rs"]), &["println!", "eprintln!", "std::time", "std::env", "rand::"]);
    }
}

#[test]
fn only_the_edges_name_the_browser() {
    let others: Vec<_> =
        files("src", &["rs"]).into_iter().filter(|(name, _)| !name.starts_with("src/browser/")).collect();
    assert!(others.len() > 20, "the rule looks at the app");
    never(&others, &["web_sys", "js_sys", "wasm_bindgen"]);
    let edges: Vec<_> = files("src/browser", &["rs"]);
    never(&edges, &["crate::components", "crate::session"]);
}

#[test]
fn every_module_says_what_it_is_for() {
    let all = ["analysis/src", "analysis/examples", "analysis/tests", "src", "xtask/src", "tests"];
    for (name, text) in all.iter().flat_map(|folder| files(folder, &["rs"])) {
        assert!(text.starts_with("//! "), "{name} has no first line about itself");
    }
}

#[test]
fn a_stylesheet_belongs_to_a_component_and_is_in_the_bundle() {
    let bundle = fs::read_to_string(root().join("style/components.css")).unwrap();
    for (name, _) in files("style/components", &["css"]) {
        let stem = Path::new(&name).file_stem().unwrap().to_str().unwrap();
        assert!(root().join(format!("src/components/{stem}.rs")).exists(), "{name} has no component");
        assert!(bundle.contains(&format!("components/{stem}.css")), "{name} is not in style/components.css");
    }
}

#[test]
fn colours_are_tokens() {
    let mut sheets = files("style", &["css"]);
    sheets.retain(|(name, _)| name != "style/tokens.css");
    never(&sheets, &["#", "rgb(", "hsl(", "light-dark("]);
}

/// Where a browser can't tell light and dark apart, the page has the light colours that stand beside the dark ones.
#[test]
fn every_colour_is_there_without_a_dark_one() {
    let tokens = fs::read_to_string(root().join("style/tokens.css")).unwrap();
    let (plain, both) = tokens.split_once("@supports").unwrap();
    let lines = both.lines().map(str::trim).filter(|line| line.contains(": ") && line.contains("light-dark("));
    let of_both: Vec<String> = lines
        .filter(|line| line.starts_with("--"))
        .map(|line| {
            let (before, after) = line.split_once("light-dark(").unwrap();
            format!("{before}{};", after.split_once(", ").unwrap().0)
        })
        .collect();
    assert!(of_both.len() > 20, "{of_both:?}");
    let missing: Vec<_> = of_both.iter().filter(|line| !plain.contains(*line)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn nothing_shipped_points_elsewhere() {
    let mut shipped = files("src", &["rs", "js"]);
    shipped.extend(files("style", &["css"]));
    shipped.push(("index.html".into(), fs::read_to_string(root().join("index.html")).unwrap()));
    never(&shipped, &["http://", "https://", "href=\"/", "src=\"/", "url(/", "localStorage", "sendBeacon"]);
}

#[test]
fn views_hold_no_inline_style_and_no_markup_from_data() {
    never(&files("src", &["rs"]), &["style=\"", "inner_html", "set_inner_html", "eval("]);
}

#[test]
fn the_policy_stands_first_and_allows_nothing_else() {
    let page = fs::read_to_string(root().join("index.html")).unwrap();
    let head = page.split_once("<head>").unwrap().1.trim_start();
    let policy = head.split_once("content=\"").unwrap().1.split_once('"').unwrap().0;
    assert!(head.starts_with("<meta\n      http-equiv=\"Content-Security-Policy\""), "the policy comes first");
    assert_eq!(
        policy,
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'"
    );
}
