# syntax=docker/dockerfile:1
# Debian: the native part of Temporal's SDK has no musl build. 24.21 or later: ids come from crypto.randomUUIDv7.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# With the optional packages: the compiler and the bundler are native programs that come as such.
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Without them: they are Node itself (189 MB) and native programs that only the build needs.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM ${NODE_IMAGE}
# UV_THREADPOOL_SIZE: key derivation must not hold up DNS and files (rule B-6). MALLOC_ARENA_MAX and the heap's limit:
# without them the worker's memory grows by half.
ENV NODE_ENV=production \
    UV_THREADPOOL_SIZE=8 \
    MALLOC_ARENA_MAX=2 \
    NODE_OPTIONS=--max-old-space-size=1024 \
    KONTOSYNC_DATA_DIR=/data
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
# Only the profile `demo` runs it.
COPY simulator simulator
# A new named volume takes over the owner and the mode.
RUN install -d -o node -g node -m 0700 /data
USER node
ENTRYPOINT ["node", "dist/main.js"]
CMD ["api"]
