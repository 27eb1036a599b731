//! The manifests of `docs/operations/kubernetes.md`: known variables, and time to shut down.

use gatelog::{config::keys::SHUTDOWN_DELAY_SECONDS, overload::limits::SHUTDOWN};

use super::{assert_variable, file, seconds};

const PAGE: &str = "docs/operations/kubernetes.md";

/// What stands behind the first occurrence of a text, to the end of its line.
fn after<'a>(page: &'a str, text: &str) -> &'a str {
    let (_, rest) = page.split_once(text).unwrap_or_else(|| panic!("{text} is not in {PAGE}"));
    rest.lines().next().unwrap_or_default().trim()
}

#[test]
fn manifests_name_known_variables_and_allow_shutdown() {
    let page = file(PAGE);
    let names = page.lines().filter_map(|line| line.trim().strip_prefix("- name: "));
    let variables: Vec<&str> = names.filter(|name| name.contains('_')).collect();
    assert!(variables.len() >= 5, "{variables:?}");
    for name in variables {
        assert_variable(name);
    }
    let delay = SHUTDOWN_DELAY_SECONDS.variable.expect("it has a variable");
    let delay = seconds(after(&page, &format!("- name: {delay}\n              value: ")).trim_matches('"'));
    let grace = seconds(after(&page, "terminationGracePeriodSeconds: "));
    assert!(delay > 0 && grace > delay + SHUTDOWN.as_secs(), "{grace} s for a delay of {delay} s");
}
