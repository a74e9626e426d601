//! What a script said with `daytona kpi` and `daytona subject`, and how its KPIs join those of the results file.

use std::collections::BTreeSet;
use std::io::{self, Read};

use daytona_domain::kpi::KpiSpec;
use daytona_domain::layout::ANNOUNCED_KPIS;
use daytona_domain::name::{KpiName, SubjectName};
use daytona_domain::subject::Subjects;

use crate::format::kpi_csv::{self, KpiTable};

/// More bytes than the agent lets such a file have.
const MAXIMUM_BYTES: u64 = 4 << 20;

/// The KPIs that a script has said, as a table of their own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnnouncedKpis {
    table: KpiTable,
    names: BTreeSet<KpiName>,
}

impl AnnouncedKpis {
    /// Reads them. Units and directions that weren't said are those of `declared`.
    pub fn read(mut reader: impl Read, declared: &[KpiSpec]) -> io::Result<Self> {
        let mut bytes = Vec::new();
        reader.by_ref().take(MAXIMUM_BYTES).read_to_end(&mut bytes)?;
        let alone = kpi_csv::read(bytes.as_slice(), ANNOUNCED_KPIS, &[]);
        let usable = alone.kpis.iter().map(|kpi| kpi.name.clone());
        let names: BTreeSet<_> = usable.chain(alone.not_measured).collect();
        // Those that were not said may be in the results file, which says so if they aren't.
        let said: Vec<_> = declared
            .iter()
            .filter(|spec| names.contains(&spec.name))
            .cloned()
            .collect();
        Ok(Self {
            table: kpi_csv::read(bytes.as_slice(), ANNOUNCED_KPIS, &said),
            names,
        })
    }

    /// The declared KPIs that the results file has to have.
    pub fn not_said(&self, declared: &[KpiSpec]) -> Vec<KpiSpec> {
        let is_said = |spec: &&KpiSpec| !self.names.contains(&spec.name);
        declared.iter().filter(is_said).cloned().collect()
    }

    /// The KPIs of a results file with these after them. A name in both is not measured, as one that stands in a file
    /// twice.
    pub fn join(self, mut results: KpiTable) -> KpiTable {
        let Self {
            table: mut said,
            names,
        } = self;
        let in_results = results
            .kpis
            .iter()
            .map(|kpi| &kpi.name)
            .chain(&results.not_measured);
        let doubled: BTreeSet<_> = in_results.filter(|name| names.contains(*name)).cloned().collect();
        let from = results.kpis.first().map(|kpi| kpi.file.clone());
        results.kpis.retain(|kpi| !doubled.contains(&kpi.name));
        results.not_measured.retain(|name| !doubled.contains(name));
        said.kpis.retain(|kpi| !doubled.contains(&kpi.name));
        said.not_measured.retain(|name| !doubled.contains(name));
        let file = from.unwrap_or_else(|| "the results file".to_owned());
        let notes = doubled.iter().map(|name| {
            format!("{name} stands in {file} and was said with `daytona kpi` too, so it is not measured")
        });
        results.notes.extend(said.notes);
        results.notes.extend(notes);
        results.kpis.extend(said.kpis);
        results.not_measured.extend(said.not_measured);
        results.not_measured.extend(doubled);
        results
    }
}

/// The versions that a script has said; the last one of a subject counts. What can't be understood is left out.
pub fn read_subjects(reader: impl Read) -> Subjects {
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(true)
        .flexible(true)
        .from_reader(reader.take(MAXIMUM_BYTES));
    rows.records()
        .filter_map(|row| {
            let row = row.ok()?;
            let name: SubjectName = row.get(0)?.parse().ok()?;
            Some((name, row.get(1).filter(|version| !version.is_empty())?.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "name,value,unit,better\n\"rate\",12,\"req/s\",higher\n\"p99\",1.5,,\n";

    fn declared() -> Vec<KpiSpec> {
        let spec = |name: &str| KpiSpec {
            name: name.parse().unwrap(),
            unit: None,
            better: None,
        };
        let p99 = KpiSpec {
            unit: Some("ms".to_owned()),
            better: Some(daytona_domain::kpi::Better::Lower),
            ..spec("p99")
        };
        vec![p99, spec("errors"), spec("rate")]
    }

    fn joined(said: &str, results: &str) -> String {
        let said = AnnouncedKpis::read(said.as_bytes(), &declared()).unwrap();
        let rest = said.not_said(&declared());
        let table = said.join(kpi_csv::read(results.as_bytes(), "results.csv", &rest));
        let kpis: Vec<_> = table
            .kpis
            .iter()
            .map(|kpi| {
                format!(
                    "{} {} {:?} {:?} {}",
                    kpi.name, kpi.value, kpi.unit, kpi.better, kpi.file
                )
            })
            .collect();
        let missing: Vec<_> = table.not_measured.iter().map(KpiName::as_str).collect();
        format!(
            "{}\n- {}\n{}",
            kpis.join("\n"),
            missing.join(" "),
            table.notes.join("\n")
        )
    }

    #[test]
    fn what_was_said_comes_after_the_results_file_and_is_not_missing_there() {
        insta::assert_snapshot!(joined(SAID, "errors,0\n"), @r#"
        errors 0 None None results.csv
        rate 12 Some("req/s") Some(Higher) application/kpis.csv
        p99 1.5 Some("ms") Some(Lower) application/kpis.csv
        -
        "#);
    }

    #[test]
    fn a_name_in_both_is_not_measured_and_told() {
        insta::assert_snapshot!(joined(SAID, "rate,13\n"), @r#"
        p99 1.5 Some("ms") Some(Lower) application/kpis.csv
        - errors rate
        results.csv: the declared KPI errors is missing
        rate stands in results.csv and was said with `daytona kpi` too, so it is not measured
        "#);
    }

    #[test]
    fn a_name_that_was_said_twice_is_not_measured_and_told() {
        insta::assert_snapshot!(joined("name,value,unit,better\nrate,1,,\nrate,2,,\n", "errors,0\np99,1\n"), @r#"
        errors 0 None None results.csv
        p99 1 Some("ms") Some(Lower) results.csv
        - rate
        application/kpis.csv:3: rate stands there twice, so it is not measured
        "#);
    }

    #[test]
    fn the_last_version_of_a_subject_counts() {
        let subjects =
            read_subjects("name,version\nnginx,\"1.26\"\nos,12\nnginx,\"1.27, patched\"\nbad\n".as_bytes());
        let told: Vec<_> = subjects
            .iter()
            .map(|(name, version)| format!("{name}={version}"))
            .collect();
        assert_eq!(told, ["nginx=1.27, patched", "os=12"]);
    }
}
