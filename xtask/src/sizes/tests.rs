use super::*;

fn file(path: &str, role: Role, measure: Measure) -> (SourceFile, Measure) {
    let language = if path.ends_with(".rs") {
        Language::Rust
    } else {
        Language::Web
    };
    (
        SourceFile {
            path: path.into(),
            language,
            role,
        },
        measure,
    )
}

fn of_lines(lines: usize) -> Measure {
    Measure {
        production_lines: lines,
        filled_lines: lines,
        ..Measure::default()
    }
}

fn function(name: &str, lines: usize) -> Function {
    Function {
        name: name.to_owned(),
        line: 3,
        lines,
    }
}

#[test]
fn the_table_marks_what_misses_its_goal() {
    let code = Measure {
        functions: vec![function("short", 10), function("long", 90)],
        doc_lines: 20,
        comment_lines: 4,
        unwraps: 1,
        ..of_lines(200)
    };
    let test = Measure {
        test_lines: 100,
        ..Measure::default()
    };
    let measured = [
        file("crates/a/src/a.rs", Role::Production, code),
        file("crates/a/src/b.rs", Role::Production, of_lines(100)),
        file("crates/a/src/tests.rs", Role::Test, test),
    ];
    insta::assert_snapshot!(budget::table(&Figures::of(measured.iter()), &Figures::default()), @"
                                                  goal       Rust         web
    production files                                            2           0
    production lines                                          300           0
    lines per file: median                 at most 150        100           –
    lines per file: 90 %                   at most 300        200           –
    lines per file: largest *              at most 500        200           –
    lines per function: 90 %                at most 40         90!          –
    lines per function: longest *          at most 100         90           –
    test lines per production line        at least 0.8       0.33!          –
    unwrap and expect per 1,000 lines          below 1       3.33!          –
    documentation, % of filled lines           8 to 13        6.7!          –
    comments, % of filled lines                 3 to 6        1.3!          –
    unsafe *                                 at most 0          0           –
    * a limit: the command fails past it. ! misses its goal.
    ");
}

#[test]
fn limits_name_the_place() {
    let long = Measure {
        functions: vec![function("serve", 101), function("stop", 100)],
        ..of_lines(501)
    };
    let unsafe_test = Measure {
        unsafe_lines: vec![7],
        ..Measure::default()
    };
    let measured = [
        file("crates/a/src/a.rs", Role::Production, long),
        file("crates/a/tests/b.rs", Role::Test, unsafe_test),
        file("web/src/c.ts", Role::Production, of_lines(500)),
    ];
    insta::assert_snapshot!(budget::broken_limits(&measured).join("\n"), @"
    crates/a/src/a.rs: 501 lines, at most 500; split it by concept
    crates/a/src/a.rs:3: `serve` has 101 lines, at most 100
    crates/a/tests/b.rs:7: unsafe code
    ");
}

#[test]
fn a_module_declared_for_tests_holds_test_lines_only() {
    let declaring = Measure {
        test_modules: vec!["fixtures".to_owned()],
        ..of_lines(10)
    };
    let mut measured = [
        file("crates/a/src/lib.rs", Role::Production, declaring),
        file("crates/a/src/fixtures.rs", Role::Production, of_lines(30)),
        file("crates/a/tests/c.rs", Role::Test, of_lines(5)),
    ];
    apply_roles(&mut measured);
    let lines: Vec<_> = measured
        .iter()
        .map(|(_, measure)| (measure.production_lines, measure.test_lines))
        .collect();
    assert_eq!(lines, [(10, 0), (0, 30), (0, 5)]);
}
