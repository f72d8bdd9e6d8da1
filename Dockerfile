# The connector's image. NODE_IMAGE is the newest long-term release of Node; it needs a shell, because Airbyte starts the connector through one.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /airbyte/integration_code
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build
RUN npm prune --omit=dev --omit=optional --no-audit --no-fund
# the runner, its caches and the tests' helpers stay behind
RUN rm -rf dist/.built dist/cli.* dist/index.* dist/runner dist/caches dist/testing dist/kernels/record.wasm && find dist -name '*.d.ts' -delete

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /airbyte/integration_code
COPY --from=build /airbyte/integration_code/package.json ./
COPY --from=build /airbyte/integration_code/node_modules ./node_modules
COPY --from=build /airbyte/integration_code/dist ./dist
USER 1000:1000
ENV AIRBYTE_ENTRYPOINT="node /airbyte/integration_code/dist/main.js"
ENTRYPOINT ["node", "/airbyte/integration_code/dist/main.js"]
LABEL io.airbyte.version=0.1.0 io.airbyte.name=source-s3
