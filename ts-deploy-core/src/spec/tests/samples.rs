use super::{EXISTING_VPC, FULL, found, sample};
use crate::spec::read;

#[test]
fn both_samples_read_without_a_finding_that_blocks() {
    for full in [false, true] {
        let reading = read(&sample(full));
        assert!(
            !reading.blocks() && reading.deployment.is_some(),
            "{:#?}",
            reading.findings
        );
    }
}

#[test]
fn the_full_example_reads_into_three_places() {
    let reading = read(FULL);
    let places: Vec<String> = reading
        .deployment
        .unwrap_or_else(|| panic!("{:#?}", reading.findings))
        .targets
        .iter()
        .map(|settings| settings.target.to_string())
        .collect();
    insta::assert_snapshot!(places.join("\n"), @r#"
    main (111122223333 in us-east-1)
    dr (444455556666 in us-east-2)
    dr-in-main-region (444455556666 in us-east-1)
    "#);
}

#[test]
fn the_example_with_an_existing_vpc_reads() {
    let reading = read(EXISTING_VPC);
    assert!(reading.deployment.is_some(), "{}", found(EXISTING_VPC));
}

#[test]
fn the_minimal_example_is_the_minimal_sample() {
    let example = include_str!("../../../../examples/specs/minimal.yaml");
    assert_eq!(example, sample(false));
}

#[test]
fn no_sample_and_no_example_holds_a_word_that_some_readers_take_for_true_or_false() {
    for text in [
        sample(false),
        sample(true),
        FULL.into(),
        EXISTING_VPC.into(),
    ] {
        for line in text.lines() {
            let bare = line.split(" # ").next().unwrap_or_default();
            let words: Vec<&str> = bare.split([' ', ',', '{', '}', ':']).collect();
            let odd = ["on", "off", "yes", "no", "y", "n"];
            let written = !bare.trim_start().starts_with('#');
            assert!(
                !(written && words.iter().any(|word| odd.contains(word))),
                "{line}"
            );
        }
    }
}

#[test]
fn the_alternatives_in_the_full_samples_comments_read_too() {
    let alternatives: [(&str, &str); 7] = [
        ("  # existing_vpc:", "  new_vpc:\n    cidr: 10.40.0.0/16\n"),
        (
            "    # new_zone:",
            "    existing_zone:\n      zone: Z0123456789ABCDEFGHIJ\n      certificate: issued_by_acm\n",
        ),
        (
            "    # customer_managed:",
            "    existing_zone:\n      zone: Z0123456789ABCDEFGHIJ\n      certificate: issued_by_acm\n",
        ),
        ("# eks_image:", "eks_image: provided\n"),
        ("  # egnyte:", "  egnyte: \"off\"\n"),
        ("  # box:", "  box: \"off\"\n"),
        ("# secrets:", ""),
    ];
    for (start, replaced) in alternatives {
        let text = sample(true);
        assert!(text.contains(replaced), "{replaced}");
        let text = uncommented(&text.replacen(replaced, "", 1), start);
        assert!(!read(&text).blocks(), "{start}\n{}", found(&text));
    }
}

/// The text with the comment taken from the block that begins with `start`: its own line and
/// the commented lines below it that are indented further.
fn uncommented(text: &str, start: &str) -> String {
    let margin = start.find('#').unwrap_or(0);
    let mut inside = false;
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let deeper = line
                .get(..margin + 3)
                .is_some_and(|head| head.trim_start() == "#  " || head.trim_start() == "# #");
            inside = line.starts_with(start) || (inside && deeper);
            if inside {
                line.replacen("# ", "", 1)
            } else {
                line.to_owned()
            }
        })
        .collect();
    lines.join("\n")
}
