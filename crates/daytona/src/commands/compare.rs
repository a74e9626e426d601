//! Comparing runs.

use anyhow::bail;
use daytona_api::client::Client;
use daytona_api::compare::{Comparison, ContenderValues, SideValues, Verdict};

use crate::args::view::{CompareArgs, FailOn};
use crate::exit_code;
use crate::output::{Listing, Output, number};

pub async fn run(client: &Client, args: CompareArgs, out: Output) -> anyhow::Result<u8> {
    let mut comparison = client.compare(&args.base, &args.contenders).await?;
    if !args.kpis.is_empty() {
        for kpi in &args.kpis {
            if !comparison.rows.iter().any(|row| row.kpi == *kpi) {
                bail!("neither side has a KPI {kpi}");
            }
        }
        comparison.rows.retain(|row| args.kpis.contains(&row.kpi));
    }
    for sentence in comparison.sentences.iter().chain(&comparison.differences) {
        out.say(sentence);
    }
    out.data(&comparison, || table(&comparison))?;
    Ok(match args.fail_on {
        None => exit_code::DONE,
        Some(FailOn::Regression) => code_of(&comparison),
    })
}

fn code_of(comparison: &Comparison) -> u8 {
    let verdicts: Vec<_> = comparison
        .rows
        .iter()
        .flat_map(|row| row.contenders.iter().map(|contender| contender.verdict))
        .collect();
    let without = |verdict: &Verdict| matches!(verdict, Verdict::NoVerdict | Verdict::NotMeasured);
    if verdicts.contains(&Verdict::Regression) {
        exit_code::REGRESSION
    } else if verdicts.iter().any(without) || verdicts.is_empty() {
        exit_code::NO_VERDICT
    } else {
        exit_code::DONE
    }
}

fn table(comparison: &Comparison) -> Listing {
    let mut headings = vec!["KPI".to_owned(), "better".to_owned(), comparison.base.key.clone()];
    for side in &comparison.contenders {
        headings.extend([
            side.key.clone(),
            "change".to_owned(),
            "verdict".to_owned(),
            "n".to_owned(),
        ]);
    }
    let mut listing = Listing::with_headings(headings);
    for row in &comparison.rows {
        let better = row.better.map_or("", |better| match better {
            daytona_domain::kpi::Better::Lower => "lower",
            daytona_domain::kpi::Better::Higher => "higher",
        });
        let unit = row.unit.as_deref().unwrap_or("");
        let mut cells = vec![row.kpi.to_string(), better.to_owned(), side(&row.base, unit)];
        for contender in &row.contenders {
            cells.push(side(&contender.values, unit));
            cells.push(change(contender));
            cells.push(contender.sentence.clone());
            cells.push(format!("{}/{}", row.base.n, contender.values.n));
        }
        listing.row(cells);
    }
    listing
}

fn side(values: &SideValues, unit: &str) -> String {
    let Some(median) = values.median else {
        return "not measured".to_owned();
    };
    match values.spread {
        Some(spread) => format!("{} ±{} {unit}", number::value(median), number::value(spread)),
        None => format!("{} {unit}", number::value(median)),
    }
    .trim_end()
    .to_owned()
}

fn change(contender: &ContenderValues) -> String {
    let Some(relative) = contender.relative else {
        return String::new();
    };
    match contender.interval {
        Some(interval) => format!(
            "{} ({} to {})",
            number::percent(relative),
            number::percent(interval.low),
            number::percent(interval.high)
        ),
        None => number::percent(relative),
    }
}
