//! What the page asks of estimates: how they are made, how far they are, how good, what they change.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use pervisit_analysis::estimates::{self, Accuracy};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::policies::Standings;
use pervisit_analysis::report::Report;

use super::{Phase, Session};
use crate::protocol::{Analysis, Reply, Request};

/// Estimates as the visitor wants them, and how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Estimating {
    options: estimates::Options,
    /// Whether charts that draw rows leave estimated ones out.
    are_hidden: bool,
    /// While some are being made: how many of a thousand are.
    per_mille: Option<u64>,
}

impl Session {
    /// Whether visits of 0 are estimated like missing ones.
    pub fn estimates_zeros(self) -> bool {
        self.estimating.with(|estimating| estimating.options.zero_visits_too)
    }

    /// Has visits of 0 estimated like missing ones, or not.
    pub fn estimate_zeros(self, zero_visits_too: bool) {
        self.estimating.update(|estimating| estimating.options.zero_visits_too = zero_visits_too);
        self.analyse();
    }

    /// Whether charts that draw rows leave estimated ones out.
    pub fn hides_estimated(self) -> bool {
        self.estimating.with(|estimating| estimating.are_hidden)
    }

    /// Has charts that draw rows leave estimated ones out, or not.
    pub fn hide_estimated(self, are_hidden: bool) {
        self.estimating.update(|estimating| estimating.are_hidden = are_hidden);
    }

    /// Stops what is being estimated, and goes back to the policy in force before. The worker ends with
    /// it: another reads the files again.
    pub fn cancel_estimates(self) {
        let asked = self.asked();
        let in_force = self.phase.with_untracked(|phase| match phase {
            Phase::Results(results) => results.asked,
            Phase::Files | Phase::Stopped(_) => Analysis::default(),
        });
        // Estimates that are made anew after a cancel can be cancelled, too.
        let is_again = in_force.missing_visits == MissingVisits::Estimate && asked == in_force;
        self.policy.set(if is_again { MissingVisits::default() } else { in_force.missing_visits });
        self.estimating.update(|estimating| {
            estimating.options = in_force.estimates;
            estimating.per_mille = None;
        });
        self.cancel();
    }

    /// How many of a thousand estimates are made, while some are being made.
    pub fn estimates_made(self) -> Option<u64> {
        self.estimating.with(|estimating| estimating.per_mille)
    }

    /// Every centre under every policy. Never comes back where the worker is gone.
    pub async fn standings(self) -> Vec<Standings> {
        match self.ask_long(&Request::Standings).await {
            Some(Reply::Standings(standings)) => standings,
            _ => std::future::pending().await,
        }
    }

    /// How far estimates are off where the visits are known.
    pub async fn accuracy(self) -> Option<Accuracy> {
        match self.ask_long(&Request::Accuracy).await {
            Some(Reply::Accuracy(accuracy)) => accuracy,
            _ => std::future::pending().await,
        }
    }

    pub(super) fn asked(self) -> Analysis {
        let estimates = self.estimating.with_untracked(|estimating| estimating.options);
        Analysis { missing_visits: self.policy.get_untracked(), estimates }
    }

    pub(super) fn analysed(self, asked: Analysis) -> impl Future<Output = Option<Box<Report>>> {
        let reply = self.ask_long(&Request::Analyse(asked));
        async {
            match reply.await {
                Some(Reply::Analysed(report)) => report,
                _ => None,
            }
        }
    }

    /// Asks at once, tells meanwhile how many estimates are made, and puts together what comes in parts.
    fn ask_long(self, request: &Request) -> impl Future<Output = Option<Reply>> + use<> {
        let made = move |per_mille| self.estimating.update(|estimating| estimating.per_mille = per_mille);
        let told = Rc::new(RefCell::new(Vec::new()));
        let meanwhile = {
            let told = Rc::clone(&told);
            move |reply| match reply {
                Reply::Centres(mut centres) => told.borrow_mut().append(&mut centres),
                Reply::Progress(per_mille) => made(Some(per_mille)),
                _ => {}
            }
        };
        let answer = self.client.get_value().map(|client| client.ask_long(request, meanwhile));
        async move {
            let mut reply = answer?.await;
            made(None);
            if let Ok((Reply::Analysed(Some(report)), _)) = &mut reply {
                report.centres.splice(..0, told.take());
            }
            reply.ok().map(|(reply, _)| reply)
        }
    }
}
