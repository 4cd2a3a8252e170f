//! The statistics against numpy's and scipy's, where a Python with them is named.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use pervisit_analysis::dispersion::{Dispersion, FEWEST};
use pervisit_analysis::spread::Spread;

/// What a script prints as JSON, given JSON; `None` where the Python named in `PERVISIT_PYTHON` lacks what it imports.
fn asked<T: serde::de::DeserializeOwned>(script: &str, input: &impl serde::Serialize) -> Option<T> {
    let named = std::env::var("PERVISIT_PYTHON");
    let python = named.as_deref().unwrap_or("python3");
    let started = Command::new(python).args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut started = started.ok()?;
    // A script whose imports fail is gone before it is asked.
    let is_asked = started.stdin.take().unwrap().write_all(&serde_json::to_vec(input).unwrap()).is_ok();
    let output = started.wait_with_output().unwrap();
    assert!(output.status.success() || named.is_err(), "the Python that is named fails");
    (is_asked && output.status.success()).then(|| serde_json::from_slice(&output.stdout).unwrap())
}

/// Groups of unit costs of many sizes and spreads, the same ones every time.
fn groups() -> Vec<Vec<f64>> {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: u32| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        u32::try_from(seed % u64::from(below)).unwrap()
    };
    (0..400)
        .map(|_| (0..=next(60)).map(|_| f64::from(next(100_000)) * f64::from(1 + next(3)) / 64.0).collect())
        .collect()
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1e-9)
}

#[test]
fn quartiles_and_deviations_are_numpys() {
    const SCRIPT: &str = "import json, sys, numpy\n\
        groups = json.load(sys.stdin)\n\
        print(json.dumps([[*numpy.percentile(g, [0, 25, 50, 75, 100]), numpy.mean(g), numpy.std(g, ddof=1) if len(g) > 1 else None] for g in groups]))\n";
    let groups = groups();
    let Some(answers) = asked::<Vec<Vec<Option<f64>>>>(SCRIPT, &groups) else {
        println!("skipped: there is no Python with numpy");
        return;
    };
    for (group, answer) in groups.iter().zip(answers) {
        let found = Spread::of(group);
        let found = [found.min, found.q1, found.median, found.q3, found.max, found.mean, found.standard_deviation];
        for (found, expected) in found.into_iter().zip(answer) {
            match (found, expected) {
                (Some(found), Some(expected)) => {
                    assert!(close(found, expected), "{found} is not {expected}: {group:?}")
                }
                (found, expected) => assert_eq!(found, expected),
            }
        }
    }
}

#[test]
fn whether_spreads_differ_is_scipys() {
    const SCRIPT: &str = "import json, sys\n\
        from scipy.stats import levene\n\
        print(json.dumps([list(levene(*groups, center='median')) for groups in json.load(sys.stdin)]))\n";
    let groups: Vec<Vec<f64>> = groups().into_iter().filter(|group| group.len() >= FEWEST).collect();
    let cases: Vec<&[Vec<f64>]> = groups.chunks_exact(4).chain(groups.chunks_exact(25)).collect();
    let Some(answers) = asked::<Vec<[f64; 2]>>(SCRIPT, &cases) else {
        println!("skipped: there is no Python with scipy");
        return;
    };
    for (case, [statistic, p]) in cases.iter().zip(answers) {
        let found = Dispersion::of(case.iter().map(Vec::as_slice)).unwrap();
        assert!(close(found.statistic, statistic) && close(found.p, p), "{found:?} is not F {statistic}, p {p}");
    }
}
