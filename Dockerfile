# The bot, and nothing of its sandbox, for linux/amd64 and linux/arm64; docs/docker.md says how it is run.
FROM node:24.21.0-trixie-slim AS base
WORKDIR /app

FROM base AS packages
COPY package.json package-lock.json ./
# The Node that comes along as a package is for machines that have none; removed in the same step, it is in no layer.
RUN npm ci --omit=dev --workspaces=false --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM base
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Coverband" \
  org.opencontainers.image.description="A self-hosted Discord bot that makes covers of songs in any style" \
  org.opencontainers.image.version="0.2.0" \
  org.opencontainers.image.revision="$REVISION" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.base.name="docker.io/library/node:24.21.0-trixie-slim"
ENV NODE_ENV=production DATA_DIR=/data
# A new volume takes over whose it is: the bot does not start on a folder of somebody else.
RUN install -d -m 0700 -o 1000 -g 1000 /data
COPY --from=packages /app/node_modules node_modules
COPY package.json .node-version LICENSE THIRD-PARTY.md ./
COPY commands commands
COPY src src
# The user "node" of the base image; by its number, since some engines refuse to believe a name. All of /app is root's.
USER 1000:1000
VOLUME ["/data"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["node", "src/tools/check-health.ts"]
CMD ["node", "--expose-gc", "--max-semi-space-size=2", "src/start.cjs"]
