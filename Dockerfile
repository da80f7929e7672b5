# Allinea in a container: non-root, read-only friendly. Build:  docker build -t allinea .
# Run (the configuration and what it names belong to 10001:10001, mode 0400 or 0600; see docs/installazione.md):
#   docker run --read-only --tmpfs /tmp --memory 1536m --pids-limit 128 --cap-drop ALL --security-opt no-new-privileges \
#     -p 443:8443 -v allinea-dati:/var/lib/allinea -v /etc/allinea:/etc/allinea:ro allinea
# A site that pins images says so when it builds: --build-arg NODE_IMAGE=node@sha256:...
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/allinea
COPY package.json package-lock.json .npmrc ./
# The headers that came with this Node spare node-gyp a download.
RUN npm_config_nodedir=/usr/local npm ci --no-fund --no-audit --loglevel=error
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY config ./config
COPY migrations ./migrations
COPY src ./src
# docker build --build-arg GIT_COMMIT=$(git rev-parse --short=12 HEAD): what `allinea --version` says.
ARG GIT_COMMIT
RUN npm run build && npm prune --omit=dev --no-fund --no-audit --loglevel=error

FROM ${NODE_IMAGE}
# curl asks the daemon whether it lives. The image has nothing that speaks TLS but Node itself, and starting Node for each
# question costs half a second of processor and 60 MB, every thirty seconds, for ever.
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
# With a bound on its heap node collects earlier: 170 MB at full load instead of 280, a tenth slower (docs/bench.md).
ENV NODE_ENV=production ALLINEA_CONFIG=/etc/allinea/allinea.json NODE_OPTIONS=--max-old-space-size=1024
# glibc keeps memory apart for each thread, and what large bodies took: with these it gives it back (docs/bench.md).
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=262144 MALLOC_TRIM_THRESHOLD_=1048576
# Where the health check asks: another port or path of a proxy, or http:// where server.tls is null, is said by -e.
ENV ALLINEA_HEALTHCHECK_URL=https://127.0.0.1:8443/health/live
WORKDIR /opt/allinea
COPY --from=build /opt/allinea/node_modules ./node_modules
COPY --from=build /opt/allinea/dist ./dist
COPY package.json LICENSE ./
COPY config ./config
# A number of its own: 1000, the user `node` of the base image, is somebody's account on most hosts, and would read the volume.
# Completion and man page are for a shell inside; on the host: docs/installazione.md.
RUN ln -s /opt/allinea/dist/src/cli.js /usr/local/bin/allinea \
 && install -d /usr/local/share/bash-completion/completions /usr/local/share/man/man1 \
 && ln -s /opt/allinea/dist/share/bash-completion/completions/allinea /usr/local/share/bash-completion/completions/allinea \
 && ln -s /opt/allinea/dist/share/man/man1/allinea.1 /usr/local/share/man/man1/allinea.1 \
 && chmod 0755 dist/src/cli.js \
 && groupadd --gid 10001 allinea \
 && useradd --uid 10001 --gid 10001 --home-dir /var/lib/allinea --no-create-home --shell /usr/sbin/nologin allinea \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/allinea \
 && install -d -m 0755 /etc/allinea
# As a number, so that a platform can see that it is not root.
USER 10001:10001
# Relative paths that come from no file (data/allinea.sqlite) are under here. A new volume takes owner and mode of this folder.
WORKDIR /var/lib/allinea
VOLUME ["/var/lib/allinea"]
EXPOSE 8443
# Alive, not ready: a database that is away must not get the daemon restarted, which then holds calls in its spool. The
# certificate is made for the public name and cannot fit the loopback: it is not looked at.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["/bin/sh", "-c", "exec curl --fail --silent --insecure --noproxy '*' --max-time 4 --output /dev/null \"$ALLINEA_HEALTHCHECK_URL\""]
STOPSIGNAL SIGTERM
ENTRYPOINT ["allinea"]
CMD ["avvia"]
