//! What can be done with what a table shows: copied, or saved as a file.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::numbers::Locale;
use crate::protocol::Export;
use crate::session::Session;

/// More cells than these are better saved as a file: a clipboard holds them all in memory, several times.
const COPIED: usize = 500_000;

/// What can be done with a table. Copy it around.
#[derive(Clone, Copy)]
pub struct Actions {
    session: Session,
    /// How many rows are shown.
    total: Memo<usize>,
    export: Callback<(), Export>,
    /// What its files are called.
    name: &'static str,
    /// What a sheet of it is called.
    title: &'static str,
    /// What came of it, and of how many rows.
    said: RwSignal<(usize, String)>,
}

impl Actions {
    /// Nothing has been done yet.
    pub fn new(total: Memo<usize>, export: Callback<(), Export>, name: &'static str, title: &'static str) -> Self {
        Actions { session: expect_context(), total, export, name, title, said: RwSignal::default() }
    }

    /// What came of it, while as many rows are shown.
    pub fn said(self) -> String {
        let total = self.total.get();
        self.said.with(|(of, said)| if *of == total { said.clone() } else { String::new() })
    }

    /// Puts what is shown on the clipboard.
    pub fn copy(self, locale: &Locale) {
        let export = self.export.run(());
        let (rows, columns) = (self.total.get_untracked(), export.kinds().len());
        let cells = rows * columns;
        if cells > COPIED {
            let cells = locale.counted(cells, "cell", "cells");
            return self
                .said
                .set((rows, format!("{cells} are too many to copy. Save them as a file, or filter them.")));
        }
        let copied = format!(
            "Copied {}, {}.",
            locale.counted(rows, "row", "rows"),
            locale.counted(columns, "column", "columns")
        );
        let decimal = locale.decimal();
        self.work("Copying …", async move {
            match self.session.copy(export, decimal).await {
                Ok(()) => copied,
                Err(reason) => format!("The browser did not let it be copied: {reason}. Save it as a file."),
            }
        });
    }

    fn save(self) {
        let export = self.export.run(());
        self.work("Writing the file …", async move {
            self.session.save(export, self.name).await;
            String::new()
        });
    }

    fn save_workbook(self) {
        let (export, rows) = (self.export.run(()), self.total.get_untracked());
        self.work("Writing the workbook …", async move {
            self.session.save_workbook(export, rows, self.name, self.title).await;
            String::new()
        });
    }

    /// Says what is being done, then what came of it.
    fn work(self, doing: &str, done: impl Future<Output = String> + 'static) {
        let rows = self.total.get_untracked();
        self.said.set((rows, doing.to_owned()));
        spawn_local(async move {
            let said = done.await;
            // The table may be gone by then.
            let _gone = self.said.try_set((rows, said));
        });
    }
}

/// The buttons.
#[component]
pub fn TableActions(
    /// What they do.
    actions: Actions,
    /// Names the buttons for tests.
    export_id: &'static str,
) -> impl IntoView {
    let locale = expect_context::<Locale>();
    let of = move || view! { <span class="unseen">" of "{actions.title}</span> };
    view! {
        <button type="button" class="button" data-testid=format!("{export_id}-copy") title="Copies what is shown, to be pasted into a spreadsheet" on:click=move |_| actions.copy(&locale)>"Copy"{of()}</button>
        <button type="button" class="button" data-testid=export_id title="With commas and decimal points; a workbook opens in any Excel" on:click=move |_| actions.save()>"Save as CSV"{of()}</button>
        <button type="button" class="button" data-testid=format!("{export_id}-xlsx") on:click=move |_| actions.save_workbook()>"Save as XLSX"{of()}</button>
    }
}
