# Trackroom in one small image: the server with the web client inside it. Build it from the root of the repository:
#   docker build --tag trackroom .

FROM node:22-bookworm-slim AS web-client
WORKDIR /src/web-client
COPY web-client/package.json web-client/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web-client ./
RUN npm run build

FROM rust:1.95-bookworm AS server
WORKDIR /src
COPY Cargo.toml Cargo.lock rust-toolchain.toml ./
COPY migrations ./migrations
COPY crates ./crates
COPY server ./server
COPY --from=web-client /src/web-client/dist ./web-client/dist
# Members that the image does not need (tools, benchmarks) are left out of the workspace here.
RUN sed -i 's/^members = .*/members = ["server", "migrations", "crates/socketio"]/' Cargo.toml \
 && cargo build --release --package trackroom \
 && mkdir -p /out/data && cp target/release/trackroom /out/trackroom

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=server /out/trackroom /usr/local/bin/trackroom
# SQLite's folder, for shops that need no other database, and that of uploaded pictures: mount a volume here.
COPY --from=server --chown=nonroot:nonroot /out/data /data
WORKDIR /
USER nonroot
ENV APP_ENV=production HOST=0.0.0.0 PORT=5000 UPLOAD_DIR=/data/uploads
EXPOSE 5000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/trackroom", "check-health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/trackroom"]
