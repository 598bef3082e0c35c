# ringonce's CLI: worker, simulator, setup and the rest. Debian, not Alpine: the SDK's native code needs glibc.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY workflows workflows
COPY activities activities
# Afterwards only what runs is left in node_modules.
RUN npm run build && chmod +x dist/src/cli/main.js && npm prune --omit=dev --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
# The SDK verifies TLS with the system's certificates, which the slim image lacks.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# For a shell in a container, such as `kubectl exec deploy/ringonce-worker -- ringonce doctor`.
RUN ln -s /app/dist/src/cli/main.js /usr/local/bin/ringonce
USER node
ENTRYPOINT ["ringonce"]
CMD ["--help"]
