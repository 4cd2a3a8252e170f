//! What charts and tables show that is not in the report: asked of the worker, and again when it is another.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::flows::Flows;
use pervisit_analysis::matrix::Matrix;
use pervisit_analysis::points::{Middles, Points};
use pervisit_analysis::region_matrix::RegionMatrix;
use pervisit_analysis::totals::Totals;
use pervisit_analysis::tree::Tree;

use super::Session;
use crate::protocol::{Organizations, Reply, Request, Rows};

/// What the worker says to a chart or a table. One type for all of them: each more would be a copy of what waits for it.
#[derive(Clone)]
pub enum Told {
    /// Nothing was asked.
    Nothing,
    /// A part of the matrix.
    Matrix(Arc<Matrix>),
    /// Rows as points.
    Points(Arc<Points>),
    /// The middles of centres.
    Middles(Arc<Middles>),
    /// A part of the matrix of regions.
    RegionMatrix(Arc<RegionMatrix>),
    /// Expenses by region, organization and centre.
    RegionTree(Arc<Tree>),
    /// Some organizations.
    Organizations(Arc<Organizations>),
    /// Expenses from regions to centres.
    RegionFlows(Arc<Flows>),
    /// What the rows of some centres come to.
    Totals(Totals),
    /// Some rows of a table.
    Rows(Arc<Rows>),
}

impl Told {
    /// The points that were asked for.
    pub fn points(self) -> Option<Arc<Points>> {
        if let Told::Points(points) = self { Some(points) } else { None }
    }
}

/// What a chart asks; `None` where it needs nothing.
pub type Question = Box<dyn Fn() -> Option<Request> + Send + Sync>;

impl Session {
    /// The answer to a question under the figures in force, asked anew when either changes. While one
    /// answer is waited for no other is asked for, and then only the last.
    pub fn told(self, question: Question) -> LocalResource<Told> {
        self.told_under(Memo::new(move |_| (self.edition(), question())), None)
    }

    /// The same, where an answer tells how many rows there are in all.
    pub fn told_of_table(self, question: Question, total: RwSignal<Option<usize>>) -> LocalResource<Told> {
        self.told_under(Memo::new(move |_| (self.edition(), question())), Some(total))
    }

    /// The same under the regions in force, which come after the figures and may change without them.
    pub fn told_of_regions(self, question: Question) -> LocalResource<Told> {
        let asked = Memo::new(move |_| (self.regions().map(|regions| regions.edition), question()));
        self.told_under(asked, None)
    }

    fn told_under(
        self,
        asked: Memo<(Option<u32>, Option<Request>)>,
        total: Option<RwSignal<Option<usize>>>,
    ) -> LocalResource<Told> {
        LocalResource::new(move || {
            let (_, request) = asked.get();
            async move {
                let Some(request) = request else { return Told::Nothing };
                let told = match self.ask(request).await {
                    Ok((Reply::Matrix(matrix), _)) => Told::Matrix(Arc::new(matrix)),
                    Ok((Reply::Points(points), _)) => Told::Points(Arc::new(points)),
                    Ok((Reply::Middles(middles), _)) => Told::Middles(Arc::new(middles)),
                    Ok((Reply::RegionMatrix(matrix), _)) => Told::RegionMatrix(Arc::new(matrix)),
                    Ok((Reply::RegionTree(tree), _)) => Told::RegionTree(Arc::new(tree)),
                    Ok((Reply::RegionFlows(flows), _)) => Told::RegionFlows(Arc::new(flows)),
                    Ok((Reply::Totals(totals), _)) => Told::Totals(totals),
                    Ok((Reply::Organizations(organizations), _)) => Told::Organizations(Arc::from(organizations)),
                    Ok((Reply::Rows(rows), _)) => Told::Rows(Arc::new(rows)),
                    // The worker is gone, and the results with it; or it has none, and these ask again when there are.
                    _ => std::future::pending().await,
                };
                match (&told, total) {
                    (Told::Rows(rows), Some(total)) => total.set(Some(rows.total)),
                    (Told::Organizations(organizations), Some(total)) => total.set(Some(organizations.total)),
                    _ => {}
                }
                told
            }
        })
    }
}
