//! Writes two files of any size, expenses and visits, that are the same whenever they are made:
//! `generate [--shape SHAPE] ROWS FOLDER`. The benchmarks read them.

use std::error::Error;
use std::fs;
use std::path::Path;

#[path = "../benches/made/mod.rs"]
mod made;

use made::{SHAPES, Shape, files};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (shape, rest) = match arguments.as_slice() {
        [flag, name, rest @ ..] if flag == "--shape" => {
            (SHAPES.iter().find(|(known, _)| known == name).map(|&(_, shape)| shape), rest)
        }
        rest => (Some(Shape::Grid), rest),
    };
    let (Some(shape), [rows, folder]) = (shape, rest) else {
        let names = SHAPES.map(|(name, _)| name).join("|");
        return Err(format!("usage: generate [--shape {names}] ROWS FOLDER").into());
    };
    let folder = Path::new(folder);
    fs::create_dir_all(folder)?;
    let made = files(shape, rows.parse()?);
    fs::write(folder.join("expenses.csv"), made.expenses)?;
    fs::write(folder.join("visits.csv"), made.visits)?;
    Ok(())
}
