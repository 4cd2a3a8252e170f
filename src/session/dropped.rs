//! Files whose subject is not said: dropped, pasted, the sample's.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::table::{Measure, Subject};

use super::{Alert, FILES, Session, Slot};
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
    /// Takes files that were dropped: one of each subject at most, told apart by their headers; a workbook may have a
    /// sheet of each. Where another was chosen meanwhile, that one stays.
    pub fn receive(self, dropped: Vec<File>) {
        self.start_again();
        let newest = self.newest.get_value();
        spawn_local(async move {
            if dropped.len() > FILES {
                let names = dropped.iter().map(File::name).collect::<Vec<_>>().join(", ");
                let hint = "Drop a file of expenses, one of visits and, if there is one, a file of regions.";
                return self.warn(Alert::new(names, format!("these are {} files", dropped.len()), hint));
            }
            let (mut told_apart, mut unknown) = (Vec::new(), Vec::new());
            for file in dropped {
                match self.identify(&file).await {
                    Ok(Ok(subjects)) => told_apart.push((subjects, file)),
                    Ok(Err(error)) => unknown.push((file, error)),
                    Err(Gone) => return,
                }
            }
            let told_apart = one_by_one(told_apart);
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
            let is_free = |subject: Subject| self.newest.get_value()[subject.place()] == newest[subject.place()];
            for (subject, file) in told_apart.into_iter().filter(|&(subject, _)| is_free(subject)) {
                self.choose(subject, file);
            }
            // What a file is, its empty place asks.
            let mut places = [Measure::Expenses, Measure::Visits].map(Subject::from).into_iter();
            let place = places.find(|&it| is_free(it) && untrack(move || self.slot(it)) == Slot::Empty);
            match (unknown.as_slice(), place) {
                ([(file, error)], Some(place))
                    if matches!(error.kind, ErrorKind::MissingColumn { .. } | ErrorKind::AmbiguousColumn { .. }) =>
                {
                    self.choose(place, file.clone())
                }
                ([], _) => {}
                (unknown, _) => {
                    self.warn_of_all(unknown.iter().map(|(_, error)| Alert::refused(None, error, None)).collect())
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

    /// What a file is about: one subject, or several that a workbook has sheets of.
    async fn identify(self, file: &File) -> Result<Result<Vec<Subject>, Error>, Gone> {
        let found = self.identify_text(file).await?;
        let Err(Error { kind: ErrorKind::Workbook, .. }) = found else { return Ok(found.map(|subject| vec![subject])) };
        match self.identify_workbook(file).await {
            // Its first sheet says why.
            Ok(subjects) if subjects.is_empty() => match self.open_workbook(file, Measure::Expenses.into(), None).await
            {
                Ok((sheet, _)) => Ok(self.identify_text(&sheet).await?.map(|subject| vec![subject])),
                Err(error) => Ok(Err(error)),
            },
            found => Ok(found),
        }
    }

    async fn identify_text(self, file: &File) -> Result<Result<Subject, Error>, Gone> {
        let client = self.client.get_value().ok_or(Gone)?;
        match client.ask_with(Request::Identify { name: file.name() }, file).await? {
            (Reply::Identified(found), _) => Ok(found),
            _ => Err(Gone),
        }
    }
}

/// Every subject with its file. A workbook leaves to another file what that is about alone, as long as it has others.
fn one_by_one(files: Vec<(Vec<Subject>, File)>) -> Vec<(Subject, File)> {
    let alone: Vec<Subject> = files
        .iter()
        .filter_map(|(subjects, _)| if let [only] = subjects.as_slice() { Some(*only) } else { None })
        .collect();
    let of = |(subjects, file): (Vec<Subject>, File)| {
        let left: Vec<Subject> = subjects.iter().copied().filter(|subject| !alone.contains(subject)).collect();
        let subjects = if left.is_empty() { subjects } else { left };
        subjects.into_iter().map(move |subject| (subject, file.clone()))
    };
    files.into_iter().flat_map(of).collect()
}
