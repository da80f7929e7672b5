# Allinea in a container: non-root, read-only friendly. Build:  docker build -t allinea .
# Run:  docker run --read-only --tmpfs /tmp -p 8443:8443 -v allinea-dati:/var/lib/allinea -v /etc/allinea:/etc/allinea:ro allinea
FROM node:24-slim AS build
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
RUN npm run build && npm prune --omit=dev --no-fund --no-audit --loglevel=error

FROM node:24-slim
# With a bound on its heap node collects earlier: 170 MB at full load instead of 280, a tenth slower (docs/bench.md).
ENV NODE_ENV=production ALLINEA_CONFIG=/etc/allinea/allinea.json NODE_OPTIONS=--max-old-space-size=1024
WORKDIR /opt/allinea
COPY --from=build /opt/allinea/node_modules ./node_modules
COPY --from=build /opt/allinea/dist ./dist
COPY package.json LICENSE ./
COPY config ./config
RUN ln -s /opt/allinea/dist/src/cli.js /usr/local/bin/allinea \
 && chmod +x dist/src/cli.js \
 && mkdir -p /var/lib/allinea /etc/allinea \
 && chown node:node /var/lib/allinea
USER node
# Relative paths that nobody wrote (data/allinea.sqlite) are under here, as in every installation.
WORKDIR /var/lib/allinea
VOLUME ["/var/lib/allinea", "/etc/allinea"]
EXPOSE 8443
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["allinea", "stato", "--vivo"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["allinea"]
CMD ["avvia"]
