//! `deploy/prometheus.yml` and `deploy/alerts.yml`: the first scrapes the default address, under the job that the alert
//! rules name, and Prometheus reads both where it is installed.

use std::process::Command;

use gatelog::config::LISTEN_DEFAULT;

use super::file;
use crate::support::cluster::note;

#[test]
fn prometheus_scrapes_the_default_address() {
    let scrape = file("deploy/prometheus.yml");
    assert!(scrape.contains(&format!("targets: [\"{LISTEN_DEFAULT}\"]")), "{scrape}");
    assert!(scrape.contains("job_name: gatelog\n") && file("deploy/alerts.yml").contains("up{job=\"gatelog\"}"));
    assert!(scrape.contains("gatelog/alerts.yml"), "{scrape}");
}

#[test]
fn prometheus_reads_both_files() {
    if Command::new("promtool").arg("--version").output().is_err() {
        note("skipped: promtool is not installed");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    };
    let key = write("gatelog.key", "key");
    std::fs::create_dir(folder.path().join("gatelog")).expect("a folder");
    write("gatelog/alerts.yml", &file("deploy/alerts.yml"));
    let scrape = file("deploy/prometheus.yml").replace("/etc/prometheus/gatelog.key", &key.display().to_string());
    // The configuration names the rules, so they are checked as well.
    let checked = Command::new("promtool").args(["check", "config"]).arg(write("prometheus.yml", &scrape)).output();
    let said = crate::support::cli::said(&checked.expect("promtool runs"));
    assert!(said.contains("rules found") && !said.contains("FAILED"), "{said}");
}
