# Gatelog in a container: one binary, no wrapper script, an unprivileged user.
# Build: docker build -t gatelog .    Run: see docs/operations/deployment.md.

# The toolchain that the project is developed with; Cargo.toml asks for 1.94 or later.
ARG RUST_VERSION=1.95
ARG DEBIAN=bookworm

FROM rust:${RUST_VERSION}-slim-${DEBIAN} AS build
WORKDIR /build

# The dependencies first, with empty sources, so that this layer is rebuilt only when they change. SQLite is one of them;
# .cargo/config.toml says how it is built.
COPY Cargo.toml Cargo.lock ./
COPY .cargo/config.toml .cargo/config.toml
COPY migration/Cargo.toml migration/Cargo.toml
RUN mkdir -p src migration/src tests benches \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs migration/src/lib.rs tests/main.rs benches/main.rs \
    && cargo build --profile dist --locked --bin gatelog \
    && rm -r src migration/src

# The sources can be older than the empty ones, and Cargo compares modification times: hence touch.
COPY migration/src migration/src
COPY src src
RUN find src migration/src -name '*.rs' -exec touch {} + \
    && cargo build --profile dist --locked --bin gatelog \
    && strip --strip-debug target/dist/gatelog \
    && target/dist/gatelog --version

FROM debian:${DEBIAN}-slim

# sqlite3 is for backups: `docker exec … sqlite3 gatelog.db "VACUUM INTO '…'"`. No CA certificates: the trusted roots are
# compiled in, and `sslrootcert` in DATABASE_URL names a private one.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends sqlite3 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 gatelog \
    && useradd --no-log-init --no-create-home --uid 10001 --gid gatelog --home-dir /var/lib/gatelog --shell /usr/sbin/nologin gatelog \
    && install --directory --owner=gatelog --group=gatelog --mode=0700 /var/lib/gatelog

COPY --from=build /build/target/dist/gatelog /usr/local/bin/gatelog

# A number, so that a cluster which refuses root can check it.
USER 10001:10001

# The only writable folder. The default database, sqlite:gatelog.db, lies in the working directory.
WORKDIR /var/lib/gatelog
VOLUME /var/lib/gatelog

# All addresses of the container; publishing its port decides who can reach it.
ENV GATELOG_LISTEN=0.0.0.0:3000
EXPOSE 3000

# Liveness only. /readyz is for load balancers: a container whose views are being built must not be restarted.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/3000 && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# Gatelog answers open requests and commits queued events for up to 30 s: stop with --time 40.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/gatelog"]
CMD ["serve"]
