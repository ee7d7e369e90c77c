# The app as its users run it: compiled, without development packages, not as root.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-slim
ENV NODE_ENV=production TADORI_DATA=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json /app/LICENSE /app/NOTICE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/scripts/container.mjs ./scripts/container.mjs
USER node
VOLUME /data
# Reached from outside only with `-e TADORI_CONTAINER_FORWARD=1 -p 127.0.0.1:7070:7070`: see scripts/container.mjs.
EXPOSE 7070
ENTRYPOINT ["node", "scripts/container.mjs"]
CMD ["demo"]
