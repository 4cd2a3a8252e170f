//! One pass over a file of regions: records -> which organization belongs to which.

use super::amount::Decimal;
use super::columns::{RegionsLayout, regions_layout};
use super::footer::SummedUp;
use super::headings::{is_some_total, is_surely_total, is_total};
use super::pass::{Figure, Pass, Rows, guess, id};
use super::periods::{Fate, RowsByPeriod};
use super::source::Source;
use super::survey::Options;
use super::{Plan, Record, Scanner, Sink, Stop};
use crate::error::{Error, ErrorKind};
use crate::interner::Interner;
use crate::membership::{Members, RegionsTable};
use crate::names::Names;
use crate::notice::{Notice, NoticeKind};
use crate::sum::Sum;
use crate::table::{Amount, SoFar};

/// Reads a file once, as planned.
pub(super) async fn pass(
    source: &(impl Source + ?Sized),
    plan: &Plan,
    file: &str,
    options: &Options,
    decimal: Option<Decimal>,
) -> Result<Pass<RegionsTable>, Stop> {
    let layout = regions_layout(plan.headers(file)?, &options.roles, file)?;
    let amounts: Vec<usize> = [layout.population, layout.region_population].into_iter().flatten().collect();
    let certain = amounts.first().and_then(|&at| options.decimal_of(at));
    let decimal = decimal.or(certain).unwrap_or_else(|| guess(plan, &amounts));
    let mut reading = Reading {
        rows: Rows::new(file, plan, layout.columns.clone(), decimal),
        periods: RowsByPeriod::new(&layout.periods, &layout.columns, options),
        layout,
        organizations: Interner::default(),
        names: Names::default(),
        members: Members::default(),
        populations: Populations::default(),
        region_populations: Populations::default(),
        summed_up: Default::default(),
        repeated: 0,
    };
    reading.rows.blank += plan.each_record(source, file, &mut reading).await?;
    let revised = reading.rows.revised(plan, options, amounts.first().copied());
    Ok(Pass { found: reading.finish(plan, options)?, revised, names: Vec::new() })
}

struct Reading<'a> {
    rows: Rows<'a>,
    periods: RowsByPeriod<'a>,
    layout: RegionsLayout,
    organizations: Interner,
    names: Names,
    members: Members,
    populations: Populations,
    region_populations: Populations,
    /// Of each of the sums that a total may be.
    summed_up: [SummedUp; 3],
    /// Lines of an organization that an earlier line has.
    repeated: u64,
}

impl Sink for Reading<'_> {
    fn take(&mut self, scanner: &mut Scanner, plan: &Plan, file: &str) -> Result<(), Stop> {
        plan.records_there(scanner, file, |record| {
            if self.rows.is_line(record) {
                self.line(record)?;
            }
            Ok(())
        })
    }
}

impl Reading<'_> {
    fn line(&mut self, record: &Record<'_>) -> Result<(), Error> {
        if self.periods.fate(record, [self.layout.organization; 2]) == Fate::LeftOut {
            return Ok(());
        }
        let (organization, region) = (id(record, self.layout.organization), id(record, self.layout.region));
        let about = |kind| Notice::new(kind, 1).at_row(record.row()).about(Some(&organization), None);
        self.rows.note_characters(record, &about);
        let RegionsLayout { organization: of, region: to, population, region_population, .. } = self.layout;
        for at in [Some(of), Some(to), population, region_population].into_iter().flatten() {
            self.rows.count_formula(record, at);
        }
        let [own, shared] = [self.layout.population, self.layout.region_population]
            .map(|at| at.map(|at| (at, self.rows.amount(record, at))));
        if is_some_total(&organization) || is_some_total(&region) {
            let known = [&self.organizations, &self.members.regions];
            let heads = [&*organization, &*region];
            let is_certain = organization.is_empty() || heads.into_iter().any(|cell| is_surely_total(cell, known));
            let figures = [&own, &shared].into_iter().flatten().map(|(_, figure)| figure);
            let is_sum =
                |figure: &&Figure<'_>| figure.amount.known().is_some_and(|value| self.sums_up(value, is_certain));
            if let Some(figure) = figures.clone().find(is_sum) {
                self.rows.note(Notice::new(NoticeKind::TotalRow, 1).at_row(record.row()).saying(&*figure.text));
                return Ok(());
            }
            // No organization is called so, whatever stands beside it.
            if is_total(&organization) {
                self.rows.note(Notice::new(NoticeKind::TotalRow, 1).at_row(record.row()).saying(&*organization));
                return Ok(());
            }
        }
        if self.rows.is_header(record) {
            self.rows.note(Notice::new(NoticeKind::RepeatedHeader, 1).at_row(record.row()));
            return Ok(());
        }
        self.rows.note_width(record, &about);
        if [self.layout.organization, self.layout.region].into_iter().any(|at| at >= record.len()) {
            return Ok(());
        }
        if organization.is_empty() {
            let header = self.rows.header(self.layout.organization);
            self.rows.note(about(NoticeKind::RowWithoutKey).in_column(header).saying(region));
            return Ok(());
        }
        let row = u32::try_from(record.row()).map_err(|_| Error::new(ErrorKind::OutOfMemory, self.rows.file))?;
        let known = self.organizations.texts().len();
        let number = self.organizations.intern(&organization);
        self.repeated += u64::from(number as usize != known);
        if let Some(at) = self.layout.organization_name {
            self.names.count(number, id(record, at).as_bytes());
        }
        self.members.join(number, &region, row);
        if let Some(conflict) = &self.members.conflict {
            return Err(conflict.error(&self.organizations, &self.members.regions, self.rows.file));
        }
        let of_region = self.members.regions.id(&region).map(|id| (id, &mut self.region_populations));
        for (cell, of) in [(own, Some((number, &mut self.populations))), (shared, of_region)] {
            let (Some((at, figure)), Some((of, populations))) = (cell, of) else { continue };
            self.rows.hear(&figure);
            let Figure { text, amount, .. } = figure;
            let header = self.rows.header(at);
            if amount == Amount::Unreadable {
                self.rows.note(about(NoticeKind::UnreadableAmount).in_column(header).saying(text));
            } else if let Some(other) = populations.meet(of, amount) {
                let value = format!("{other}; {}", amount.known().unwrap_or_default());
                self.rows.note(about(NoticeKind::ConflictingPopulations).in_column(header).saying(value));
            }
        }
        Ok(())
    }

    /// Whether a figure is the sum of populations so far: of all, or of one for each region. See [`SummedUp::is_next`].
    fn sums_up(&mut self, value: f64, is_certain: bool) -> bool {
        let (regions, own) = (self.members.regions.texts().len(), &self.populations.0);
        let mut of_regions = vec![Amount::Absent; regions];
        for (region, amount) in self.members.by_organization(own.len()).into_iter().zip(own) {
            if let Some(of_region) = region.map(|region| &mut of_regions[region as usize])
                && of_region.known().is_none()
            {
                *of_region = *amount;
            }
        }
        let sums = [own, &of_regions, &self.region_populations.0].map(|amounts| {
            let known: Vec<f64> = amounts.iter().filter_map(|amount| amount.known()).collect();
            SoFar { lines: known.len(), sum: known.into_iter().collect::<Sum>().value() }
        });
        // Each hears of it: which one it is shows with the next.
        let mut is_one = false;
        for (summed_up, so_far) in self.summed_up.iter_mut().zip(sums) {
            is_one |= summed_up.is_next(value, so_far, is_certain);
        }
        is_one
    }

    fn finish(mut self, plan: &Plan, options: &Options) -> Result<RegionsTable, Error> {
        if self.members.regions.texts().is_empty() {
            return Err(match self.periods.none_is_of() {
                Some(period) => Error::new(ErrorKind::NoRowsOf { period }, self.rows.file),
                None => self.rows.nothing(ErrorKind::NoRegions),
            });
        }
        let organizations = self.organizations.texts().len();
        let region = self.members.by_organization(organizations);
        let mut populations = self.populations.of(organizations);
        let mut region_populations = self.region_populations.of(self.members.regions.texts().len());
        let mut count = |kind, count: u64| {
            if count > 0 {
                self.rows.note(Notice::new(kind, count));
            }
        };
        count(NoticeKind::RepeatedOrganizations, self.repeated);
        if let Some(own) = populations.as_ref().filter(|_| region_populations.is_none())
            && !self.layout.is_of_organizations
        {
            let judged = Repeated::of(own, &region, self.members.regions.texts().len());
            match judged.figures {
                Some(figures) => {
                    count(NoticeKind::RegionPopulations, judged.regions);
                    (populations, region_populations) = (None, Some(figures));
                }
                None => count(NoticeKind::RepeatedPopulations, judged.regions),
            }
        }
        let periods = self.rows.note_periods(self.periods, &self.layout.unclear);
        let amounts = self.layout.population.or(self.layout.region_population);
        let (file, blank_rows) = (self.rows.file.to_owned(), self.rows.blank);
        let dialect = plan.dialect(self.rows.decimal);
        let mut ids =
            [(self.layout.organization, &mut self.organizations), (self.layout.region, &mut self.members.regions)];
        let notices = self.rows.into_notices(plan, options, amounts, &mut ids);
        Ok(RegionsTable {
            file,
            dialect,
            columns: self.layout.columns,
            organizations: self.organizations,
            names: self.names,
            regions: self.members.regions,
            blank_rows,
            notices,
            periods,
            region,
            populations,
            region_populations,
        })
    }
}

/// How many people several lines give each organization, or each region.
#[derive(Default)]
struct Populations(Vec<Amount>);

impl Populations {
    /// Hears a line's figure; gives the earlier one where it is another. Then none is known.
    fn meet(&mut self, of: u32, amount: Amount) -> Option<f64> {
        let of = of as usize;
        if of >= self.0.len() {
            self.0.resize(of + 1, Amount::Absent);
        }
        match (self.0[of], amount) {
            (Amount::Known(one), Amount::Known(other)) if one != other => {
                self.0[of] = Amount::Unreadable;
                return Some(one);
            }
            (Amount::Known(_) | Amount::Unreadable, _) => {}
            (_, amount) => self.0[of] = amount,
        }
        None
    }

    /// The figures of so many; `None` where none is known.
    fn of(mut self, count: usize) -> Option<Vec<Amount>> {
        self.0.resize(count, Amount::Absent);
        self.0.iter().any(|amount| amount.known().is_some()).then_some(self.0)
    }
}

/// Regions whose lines repeat one figure.
struct Repeated {
    /// How many there are.
    regions: u64,
    /// The figure of every region, where they are the regions' own: see [`RegionsTable`].
    figures: Option<Vec<Amount>>,
}

impl Repeated {
    fn of(populations: &[Amount], region: &[Option<u32>], regions: usize) -> Repeated {
        let mut figures: Vec<Vec<f64>> = vec![Vec::new(); regions];
        for (amount, region) in populations.iter().zip(region) {
            if let (Some(value), Some(region)) = (amount.known(), *region) {
                figures[region as usize].push(value);
            }
        }
        let repeats = |figures: &Vec<f64>| figures.windows(2).all(|pair| pair[0] == pair[1]);
        let several = |figures: &&Vec<f64>| figures.len() > 1;
        let repeated = figures.iter().filter(several).filter(|figures| repeats(figures)).count();
        let mut firsts = figures.iter().filter_map(|figures| figures.first());
        let first = firsts.next();
        let is_everywhere = figures.iter().filter(|figures| !figures.is_empty()).count() > 1
            && firsts.all(|figure| Some(figure) == first);
        let are_own = repeated > 0 && repeated == figures.iter().filter(several).count() && !is_everywhere;
        let figure = |figures: &Vec<f64>| figures.first().map_or(Amount::Absent, |&figure| Amount::Known(figure));
        Repeated { regions: repeated as u64, figures: are_own.then(|| figures.iter().map(figure).collect()) }
    }
}
