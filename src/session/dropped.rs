//! Files whose subject is not said: dropped, pasted, the sample's.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::table::{Measure, Subject};

use super::{Alert, FILES, Session};
use crate::browser::client::Gone;
use crate::browser::files::{self, File};
use crate::parts::part;
use crate::protocol::{Reply, Request};

part! {
    sample:
    /// The sample's files: their names, their texts and what they are about.
    fn sample() -> [(&'static str, &'static str, Subject); FILES] {
        [
            ("sample-expenses.csv", include_str!("../sample/expenses.csv"), Subject::Amounts(Measure::Expenses)),
            ("sample-visits.csv", include_str!("../sample/visits.csv"), Subject::Amounts(Measure::Visits)),
            ("sample-regions.csv", include_str!("../sample/regions.csv"), Subject::Regions),
        ]
    }
}

impl Session {
    /// Takes files that were dropped: one of each subject at most, told apart by their headers; or one workbook, with a
    /// sheet of each. Where another was chosen meanwhile, that one stays.
    pub fn receive(self, dropped: Vec<File>) {
        let newest = self.newest.get_value();
        spawn_local(async move {
            let names = || dropped.iter().map(File::name).collect::<Vec<_>>().join(", ");
            if dropped.len() > FILES {
                let hint = "Drop a file of expenses, one of visits and, if there is one, a file of regions.";
                return self.warn(Alert::new(names(), format!("these are {} files", dropped.len()), hint));
            }
            let mut told_apart: Vec<(Subject, File)> = Vec::new();
            for file in &dropped {
                match self.identify(file, dropped.len() == 1).await {
                    Ok(Ok(subjects)) => told_apart.extend(subjects.into_iter().map(|subject| (subject, file.clone()))),
                    Ok(Err(error)) => return self.warn(Alert::refused(None, &error, None)),
                    Err(Gone) => return,
                }
            }
            for subject in Subject::ALL {
                let alike = told_apart.iter().filter(|(other, _)| *other == subject);
                let alike: Vec<String> = alike.map(|(_, file)| file.name()).collect();
                if alike.len() > 1 {
                    let all = if alike.len() == 2 { "both" } else { "all" };
                    let problem = format!("{all} are files of {}", subject.word());
                    let hint = match subject {
                        Subject::Amounts(measure) => {
                            format!("Drop one of them with a file of {}.", measure.other().word())
                        }
                        Subject::Regions => "Drop one of them.".into(),
                    };
                    return self.warn(Alert::new(alike.join(", "), problem, hint));
                }
            }
            for (subject, file) in told_apart {
                if self.newest.get_value()[subject.place()] == newest[subject.place()] {
                    self.choose(subject, file);
                }
            }
        });
    }

    /// Reads the sample's files.
    pub fn load_sample(self) {
        spawn_local(async move {
            let Ok(sample) = sample().await else { return self.could_not_load("The sample") };
            for (name, text, subject) in sample {
                match files::made(name, text) {
                    Some(file) => self.choose(subject, file),
                    None => {
                        self.warn(Alert::new(name, "the browser could not make this file", "Choose files of your own."))
                    }
                }
            }
        });
    }

    /// What a file is about. A workbook may be about several subjects, by the sheets that would be read; without
    /// `whole` the first of them is enough.
    async fn identify(self, file: &File, whole: bool) -> Result<Result<Vec<Subject>, Error>, Gone> {
        let found = self.identify_text(file).await?;
        let Err(Error { kind: ErrorKind::Workbook, .. }) = found else { return Ok(found.map(|subject| vec![subject])) };
        let (mut subjects, mut refused) = (Vec::new(), Ok(Vec::new()));
        for wanted in Subject::ALL {
            let (found, sheets) = match self.open_workbook(file, wanted, None).await {
                Ok((sheet, book)) => (self.identify_text(&sheet).await?, book.names.len()),
                Err(error) => (Err(error), 0),
            };
            match found {
                Ok(subject) if subjects.contains(&subject) => {}
                Ok(subject) => subjects.push(subject),
                Err(error) => refused = refused.and(Err(error)),
            }
            if !subjects.is_empty() && (!whole || sheets == 1) {
                break;
            }
        }
        Ok(if subjects.is_empty() { refused } else { Ok(subjects) })
    }

    async fn identify_text(self, file: &File) -> Result<Result<Subject, Error>, Gone> {
        let client = self.client.get_value().ok_or(Gone)?;
        match client.ask_with(Request::Identify { name: file.name() }, file).await? {
            (Reply::Identified(found), _) => Ok(found),
            _ => Err(Gone),
        }
    }
}
