//! Pages of `docs/` that repeat what the code knows.

use std::path::Path;

/// Holds the part of the page `docs/NAME` between its two `generated` comments against what the
/// code makes of it. `TS_DEPLOY_PAGES=write` puts that into the page instead.
#[expect(
    clippy::disallowed_methods,
    reason = "whether pages are compared or written is the caller's to say"
)]
pub(crate) fn holds(name: &str, generated: &str) {
    const BEGIN: &str = "<!-- generated: begin -->\n";
    const END: &str = "<!-- generated: end -->";
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");
    let path = Path::new(docs).join(name);
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (held, after) = rest.split_once(END).unwrap();
    if std::env::var_os("TS_DEPLOY_PAGES").is_some_and(|word| word == "write") {
        std::fs::write(&path, format!("{before}{BEGIN}{generated}{END}{after}")).unwrap();
    } else {
        assert_eq!(
            held, generated,
            "docs/{name} differs from the code: run this test with TS_DEPLOY_PAGES=write and read the difference"
        );
    }
}
