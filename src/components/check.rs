//! Stage 2: what matched, what did not, and what was odd.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::notice::NoticeKind;
use pervisit_analysis::report::Report;
use pervisit_analysis::table::Measure;

use super::estimates::Estimates;
use super::later::Later;
use super::notices::Notices;
use super::policies::Policies;
use super::policy_switch::PolicySwitch;
use super::rows_table::RowsTable;
use super::stage::Stage;
use crate::present::notices::count;
use crate::present::numbers::Locale;
use crate::present::warnings::{self, Warning};
use crate::protocol::{FileSummary, RowsOf};
use crate::session::Session;

/// Whether the two files fit together.
#[component]
pub fn Check(report: Signal<Arc<Report>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let in_force = report;
    // What matches is the same under every policy.
    let report = in_force.get_untracked();
    let pairs = report.rows + report.unmatched;
    let files = [Measure::Expenses, Measure::Visits].map(|measure| untrack(|| session.file(measure)));
    let read = || files.iter().flatten();
    let blank: u64 = read().map(|file| file.blank_rows).sum();
    let set_aside = |file: &FileSummary| {
        [NoticeKind::RowWithoutKey, NoticeKind::OtherTotal].iter().map(|&kind| count(&file.notices, kind)).sum::<u64>()
    };
    let some = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let counts = [
        (count(&report.notices, NoticeKind::OnlyInExpenses), ["only in expenses"; 2]),
        (count(&report.notices, NoticeKind::OnlyInVisits), ["only in visits"; 2]),
        (blank, ["blank row dropped", "blank rows dropped"]),
        (read().map(set_aside).sum(), ["row set aside", "rows set aside"]),
    ];
    let said = counts.into_iter().filter(|(count, _)| *count > 0);
    let rest: String =
        said.map(|(count, [one, many])| format!(" · {}", locale.counted(some(count), one, many))).collect();
    let words = |Warning { lead, meaning }| view! { <p><strong>{lead}</strong>{meaning}</p> };
    let warning_of = move |warning, test_id: &'static str| {
        view! { <div class="check-warning" data-testid=test_id>{words(warning)}</div> }
    };
    let many = |kind, warn: fn(&str, usize, usize, &Locale) -> Option<Warning>, test_id| {
        read()
            .filter_map(|file| warn(&file.name, some(count(&file.notices, kind)), file.lines, &locale))
            .map(|warning| warning_of(warning, test_id))
            .collect_view()
    };
    let many_set_aside = many(NoticeKind::RowWithoutKey, warnings::rows_set_aside, "set-aside");
    let many_unreadable = many(NoticeKind::UnreadableAmount, warnings::rows_unreadable, "unreadable");
    let other_totals = many(NoticeKind::OtherTotal, warnings::other_totals, "other-totals");
    let possible_totals = many(NoticeKind::PossibleTotal, warnings::possible_totals, "possible-totals");
    let [expenses, visits] = &files;
    let periods = |file: &Option<FileSummary>| file.as_ref().map(|file| file.periods.clone()).unwrap_or_default();
    let other_periods = warnings::other_periods(&periods(expenses), &periods(visits), &locale)
        .map(|warning| warning_of(warning, "periods"));
    let totals = read()
        .filter_map(|file| warnings::total_among_periods(&file.name, &file.periods, &locale))
        .map(|warning| warning_of(warning, "total-among-periods"))
        .collect_view();
    let pairs_of_others = warnings::pairs_of_other_periods(&report.notices, &locale)
        .map(|warning| warning_of(warning, "pairs-of-periods"));
    let are_without_visits = report.overall.missing_visits + report.overall.zero_visits > 0;
    let warning = are_without_visits.then(|| {
        let locale = locale.clone();
        let words = move || warnings::rows_without_visits(&in_force.get(), &locale).map(words);
        view! {
            <div class="check-warning">
                {words}
                <PolicySwitch />
                <Estimates report=in_force />
                <Policies report=in_force />
            </div>
        }
    });
    let mismatch = report.mismatch.as_ref();
    let mismatch = mismatch.map(|mismatch| warning_of(warnings::mismatch(mismatch, &locale), "mismatch"));
    let of_join = Memo::new(move |_| in_force.with(|report| report.notices.clone()));
    let notices = move || {
        of_join.track();
        view! { <Notices report=in_force.get_untracked() /> }
    };
    let unmatched = (report.unmatched > 0).then(|| {
        let report = report.clone();
        view! {
            <details class="check-unmatched">
                <summary>"Show the pairs without a match"</summary>
                <Later><RowsTable of=RowsOf::Unmatched report=report.clone() /></Later>
            </details>
        }
    });
    view! {
        <Stage number=2 title="Check">
            <div class="card">
                <p>
                    <strong>{locale.count(report.rows)}" of "{locale.count(pairs)}</strong>
                    " organization and centre pairs match"
                    <span class="soft">{rest}</span>
                </p>
                <progress class="check-match" aria-label="Share of pairs that match" max=pairs.max(1).to_string() value=report.rows.to_string()></progress>
                {other_periods}
                {pairs_of_others}
                {totals}
                {many_set_aside}
                {many_unreadable}
                {other_totals}
                {possible_totals}
                {mismatch}
                {warning}
                {unmatched}
                <Later>{notices}</Later>
            </div>
        </Stage>
    }
}
