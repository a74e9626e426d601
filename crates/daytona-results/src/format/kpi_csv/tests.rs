use proptest::prelude::*;

use super::*;

fn declared(names: &[&str]) -> Vec<KpiSpec> {
    let spec = |name: &&str| KpiSpec {
        name: name.parse().unwrap(),
        unit: Some("ms".to_owned()),
        better: Some(Better::Lower),
    };
    names.iter().map(spec).collect()
}

fn table(text: &str, names: &[&str]) -> KpiTable {
    read(text.as_bytes(), "results.csv", &declared(names))
}

fn values(table: &KpiTable) -> Vec<(&str, f64)> {
    let value = |kpi| {
        let Kpi { name, value, .. }: &Kpi = kpi;
        (name.as_str(), *value)
    };
    table.kpis.iter().map(value).collect()
}

/// All that a table says, as a text.
fn told(table: &KpiTable) -> String {
    let mut text = String::new();
    for Kpi {
        name,
        value,
        unit,
        better,
        file: _,
    } in &table.kpis
    {
        let better = better.map_or("-", word);
        let unit = unit.as_deref().unwrap_or("-");
        text.push_str(&format!("{name} = {value} {unit} {better}\n"));
    }
    for name in &table.not_measured {
        text.push_str(&format!("{name} not measured\n"));
    }
    for note in &table.notes {
        text.push_str(&format!("note {note}\n"));
    }
    text
}

#[test]
fn two_to_four_columns_with_or_without_a_heading() {
    let text = "\u{feff}name,value,unit,better\r\nrps,48213.5,req/s,higher\r\n\r\n\"p99, all\",12e-3,s,lower\r\nerrors,0\r\n";
    insta::assert_snapshot!(told(&table(text, &[])), @r"
    rps = 48213.5 req/s higher
    p99, all = 0.012 s lower
    errors = 0 - -
    ");
    assert_eq!(values(&table("rps,1\n", &[])), [("rps", 1.0)]);
    assert_eq!(values(&table("rps,1", &[])), [("rps", 1.0)]);
}

#[test]
fn tables_of_older_frameworks_have_a_blank_behind_the_comma() {
    let text = "Key, Value\nLoops, 4\nMeanLatency-ms, 12.25\nErrorRate, 0.5\n";
    assert_eq!(
        values(&table(text, &[])),
        [("Loops", 4.0), ("MeanLatency-ms", 12.25), ("ErrorRate", 0.5)]
    );
}

#[test]
fn a_bad_row_is_a_note_with_its_line_and_the_others_count() {
    let text = "a,1\n\nb,fast\nc,NaN\nd,1e999\ne\n,7\nf,2,ms,sideways\ng,3,ms,lower,\nh,4,ms,lower,x\n";
    insta::assert_snapshot!(told(&table(text, &["b"])), @r#"
    a = 1 - -
    f = 2 ms -
    g = 3 ms lower
    b not measured
    c not measured
    d not measured
    e not measured
    h not measured
    note results.csv:3: b is "fast", which is no finite number; write it like 1234.5
    note results.csv:4: c is "NaN", which is no finite number; write it like 1234.5
    note results.csv:5: d is "1e999", which is no finite number; write it like 1234.5
    note results.csv:6: "e" has no value
    note results.csv:7: "" can't be the name of a KPI
    note results.csv:8: f is better "sideways", which is no direction; write lower or higher
    note results.csv:10: h has more than value, unit and better; a number is written without commas, like 1234.5
    "#);
}

#[test]
fn decimal_commas_and_thousands_separators_are_never_taken_for_units() {
    let text =
        "name,value\na,1,5\nb,1,234,ms\nc,1,234,567\nd,\"1,5\"\ne,1 000\nf,1.000.000\ng,1'000\nh,1_000\n";
    let read = table(text, &[]);
    assert_eq!(values(&read), []);
    assert_eq!(read.not_measured.len(), 8);
    assert_eq!(
        read.notes[0],
        "results.csv:2: a has the unit \"5\"; a number is written without commas, like 1234.5"
    );
}

#[test]
fn a_doubled_name_is_not_measured_at_all() {
    insta::assert_snapshot!(told(&table("a,1\nb,2\na,3\na,4\nc,x\nc,5\n", &["a"])), @r#"
    b = 2 - -
    a not measured
    c not measured
    note results.csv:3: a stands there twice, so it is not measured
    note results.csv:4: a stands there twice, so it is not measured
    note results.csv:5: c is "x", which is no finite number; write it like 1234.5
    note results.csv:6: c stands there twice, so it is not measured
    "#);
}

#[test]
fn a_declaration_fills_what_the_file_does_not_say_and_a_conflict_is_noted() {
    insta::assert_snapshot!(told(&table("a,1\nb,2,s,higher\n", &["a", "b"])), @r"
    a = 1 ms lower
    b = 2 s higher
    note results.csv:2: b is in s, and declared in ms
    note results.csv:2: b is better higher, and declared better lower
    ");
}

#[test]
fn a_first_row_that_hides_a_declared_kpi_as_the_heading_is_told() {
    insta::assert_snapshot!(told(&table("rps,\"1,234\"\nb,2\n", &["rps", "p99"])), @r#"
    b = 2 - -
    rps not measured
    p99 not measured
    note results.csv:1: rps was not measured: "1,234" is no number, so the row is the heading
    note results.csv: the declared KPI p99 is missing
    "#);
    // A value that is a number, though no finite one, is no heading.
    assert_eq!(table("rps,inf\n", &[]).notes.len(), 1);
}

#[test]
fn a_table_that_is_too_long_is_cut_with_a_note() {
    let rows: String = (0..10_500).map(|row| format!("k{row},1\n")).collect();
    let read = table(&rows, &[]);
    assert_eq!(read.kpis.len(), 10_000);
    assert_eq!(read.notes, ["results.csv: only the first 10000 rows were read"]);
}

#[test]
fn a_value_that_lies_across_the_size_limit_is_not_cut_to_another_one() {
    let mut text = "a,1\nlong,\"".to_owned();
    text.push_str(&"x".repeat(MAXIMUM_BYTES as usize - text.len() - "\"\nb,12".len()));
    text.push_str("\"\nb,123456\n");
    let read = table(&text, &[]);
    assert_eq!(values(&read), [("a", 1.0)]);
    assert_eq!(read.notes[0], "results.csv: only the first 4 MiB were read");
    assert!(
        read.notes[1].starts_with("results.csv:2: long is \"xxx"),
        "{}",
        read.notes[1]
    );
    assert!(read.notes[1].len() < 200, "{}", read.notes[1]);
}

#[test]
fn a_quote_that_is_never_closed_spoils_what_is_behind_it_and_says_where() {
    let read = table("a,1\n\"b,2\nc,3\n", &["c"]);
    assert_eq!(values(&read), [("a", 1.0)]);
    assert!(read.notes[0].starts_with("results.csv:2:"), "{:?}", read.notes);
    assert_eq!(read.not_measured, ["c".parse().unwrap()]);
}

#[test]
fn lines_are_counted_across_blank_lines_and_both_kinds_of_line_ends() {
    let text = "\r\na,1\r\n\r\n\nb,x\n\"c\nd\",1\r\n\r\ne,y\r\n,\nf,z";
    let notes = table(text, &[]).notes;
    let lines: Vec<_> = notes.iter().filter_map(|note| note.split(':').nth(1)).collect();
    assert_eq!(lines, ["5", "6", "9", "11"]);
}

#[test]
fn a_unit_that_is_a_text_is_a_bad_row() {
    let text = format!("a,1,{}\nb,2,\"m\ns\"\n", "x".repeat(41));
    let read = table(&text, &[]);
    assert_eq!((values(&read).len(), read.notes.len()), (0, 2));
}

#[test]
fn a_row_that_is_not_text_is_told() {
    let read = read(b"a,1\nb\xff,2\n".as_slice(), "results.csv", &[]);
    assert_eq!(read.notes, ["results.csv:2: the row isn't UTF-8"]);
}

#[test]
fn a_missing_file_measures_nothing() {
    assert_eq!(missing("results.csv", &declared(&["a"])).not_measured.len(), 1);
    assert_eq!(missing("results.csv", &[]), KpiTable::default());
}

proptest! {
    #[test]
    fn no_bytes_panic_and_every_value_is_finite(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let read = read(bytes.as_slice(), "results.csv", &declared(&["a"]));
        prop_assert!(read.kpis.iter().all(|kpi| kpi.value.is_finite()));
        prop_assert!(read.notes.len() <= MAXIMUM_NOTES + 1);
    }

    #[test]
    fn every_declared_kpi_is_either_measured_or_not(text in "([abc],[0-9x]{1,3}(,m?s?)?\n){0,8}") {
        let read = table(&text, &["a", "b", "c"]);
        for name in ["a", "b", "c"] {
            let measured = read.kpis.iter().filter(|kpi| kpi.name.as_str() == name).count();
            let not = read.not_measured.iter().filter(|kpi| kpi.as_str() == name).count();
            prop_assert_eq!(measured + not, 1);
        }
    }
}
