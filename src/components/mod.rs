//! The views: one component a file, each with a stylesheet of its name.

pub mod alert;
pub mod allocation;
pub mod allocation_table;
pub mod app;
pub mod centres_table;
pub mod chart;
pub mod check;
pub mod column_choice;
pub mod column_filter;
pub mod data_table;
pub mod file_card;
pub mod files;
pub mod header;
pub mod headline;
pub mod interpretation;
pub mod later;
pub mod notices;
pub mod policy_switch;
pub mod reading;
pub mod regions_stage;
pub mod regions_table;
pub mod results;
pub mod rows_table;
pub mod stage;
pub mod table_actions;
pub mod table_state;
