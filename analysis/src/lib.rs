//! Expenses and visits by organization and functional (health) centre, joined into unit costs.
//!
//! Bytes in, plain data out: the core knows no browser, no clock and no randomness, and writes no
//! log. The whole of it, from two files to the figures:
//!
//! ```
//! use pervisit_analysis::{
//!     ingest::{self, Options}, merge::merge, per_visit::MissingVisits, report::Report, rows::{Query, Shown, View}, table::Measure,
//! };
//!
//! let expenses = b"Organization ID,Health centre number,Health centre name,Expenses\n\
//!     1,82,Mental Health,\"500,000\"\n\
//!     2,82,Mental Health,\"8,000,000\"\n";
//! let visits = b"Organization ID,Health centre number,Visits\n1,82,\n2,82,\"32,000\"\n";
//!
//! let expenses = ingest::read(expenses.as_slice(), Measure::Expenses, "expenses.csv", &Options::default())?;
//! let visits = ingest::read(visits.as_slice(), Measure::Visits, "visits.csv", &Options::default())?;
//! let merged = merge(&expenses, &visits);
//! let report = Report::of(&merged, MissingVisits::Zero);
//!
//! let centre = &report.centres[0];
//! assert_eq!(centre.figures.spread.mean, Some(125.0)); // one row without visits counts as 0 …
//! assert_eq!(centre.average_with_visits, Some(250.0)); // … and this is the average without it
//! assert_eq!(centre.figures.pooled_expense_per_visit, Some(250.0));
//!
//! let shown = Shown::matched(&merged, MissingVisits::Zero);
//! let view = View::of(&shown, &Query::default());
//! let costs: Vec<_> = view.rows(0..10, &shown).map(|row| row.expense_per_visit).collect();
//! assert_eq!(costs, [Some(0.0), Some(250.0)]);
//! # Ok::<(), pervisit_analysis::error::Error>(())
//! ```

pub mod allocation;
pub mod benchmarks;
mod by_centre;
pub mod centres;
pub mod columns;
pub mod decimal;
pub mod dispersion;
pub mod error;
pub mod estimates;
pub mod export;
pub mod extremes;
pub mod flows;
pub mod impute;
pub mod ingest;
pub mod interner;
pub mod interpret;
mod keyed;
pub mod matrix;
pub mod membership;
pub mod merge;
pub mod mismatch;
pub mod names;
pub mod natural;
pub mod notice;
pub mod organizations;
pub mod pareto;
pub mod per_visit;
pub mod periods;
mod places;
pub mod points;
pub mod policies;
pub mod quantiles;
pub mod question;
pub mod region_matrix;
pub mod regions;
pub mod report;
pub mod rows;
pub mod sort;
pub mod spent;
pub mod spread;
pub mod sum;
pub mod table;
pub mod totals;
pub mod tree;
mod word;
