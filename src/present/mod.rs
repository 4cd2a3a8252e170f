//! What is shown, as plain data: a report in, charts, cells and sentences out. Pure.

pub mod centres;
pub mod charts;
pub mod notices;
pub mod numbers;
pub mod palette;
pub mod rows;
pub mod scroll;
pub mod sentences;
pub mod table;
