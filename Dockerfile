# syntax=docker/dockerfile:1

FROM node:22-slim AS dependencies
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev

FROM dependencies AS build
COPY . .
RUN node scripts/build.mjs

# What runs needs no tools to build or test with.
FROM node:22-slim AS production-dependencies
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:22-slim
WORKDIR /portal
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=production-dependencies --chown=node:node /portal/node_modules node_modules
COPY --from=build --chown=node:node /portal/.next .next
COPY --from=build --chown=node:node /portal/dist dist
COPY --chown=node:node package.json next.config.mjs ./
COPY --chown=node:node public public
COPY --chown=node:node db/migrations db/migrations
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Migrations may run from several containers at once: one works, the others wait. `exec`: signals reach the portal.
CMD ["sh", "-c", "node --enable-source-maps dist/run-migrations.mjs && exec node --enable-source-maps dist/server.mjs"]
