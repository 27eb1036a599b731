# `just` lists the recipes. Each is one command that also works without just.

[private]
default:
    @just --list

# Serve simulated Clerk traffic on a temporary file
demo *arguments:
    cargo run -- demo {{ arguments }}

# Everything that must hold before a change lands
check:
    .ci/run

# The tests, or those whose name contains FILTER
test *filter:
    cargo test --workspace -- {{ filter }}

# Appends per second, rebuild and scan rates, bytes per event: `just bench rebuild 100000`
bench *arguments:
    cargo bench --bench gatelog -- {{ arguments }}

# One drill: backup.sh, clients/run.sh, proxy.sh, signers/run.sh, schemathesis.sh, page_cost.sh
drill name *arguments:
    cargo build
    tests/drills/{{ name }} {{ arguments }}

# Pictures of every view of the page, for a person to look at: `just pictures /tmp/pictures`
pictures folder *views:
    cargo build
    tests/drills/pictures.sh {{ folder }} {{ views }}

# Write the committed OpenAPI document anew
openapi:
    cargo run --quiet -- openapi > openapi/gatelog.json

# The documentation of the source, and the tests of the documentation
docs:
    cargo doc --workspace --no-deps
    cargo test --test gatelog -- documentation readme
