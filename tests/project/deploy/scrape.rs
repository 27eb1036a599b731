//! `deploy/prometheus.yml`: it scrapes the default address, under the job that the alert rules name.

use gatelog::config::LISTEN_DEFAULT;

use super::file;

#[test]
fn prometheus_scrapes_the_default_address() {
    let scrape = file("deploy/prometheus.yml");
    assert!(scrape.contains(&format!("targets: [\"{LISTEN_DEFAULT}\"]")), "{scrape}");
    assert!(scrape.contains("job_name: gatelog\n") && file("deploy/alerts.yml").contains("up{job=\"gatelog\"}"));
    assert!(scrape.contains("gatelog/alerts.yml"), "{scrape}");
}
