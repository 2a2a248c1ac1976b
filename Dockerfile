# eSonar, the self-hosted master. Database, shard state and keys lie in the volume.
FROM node:22-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates iputils-ping util-linux && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/esonar
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund && npm cache clean --force
COPY . .
RUN npm run build
RUN ln -s /opt/esonar/server/cli/esonar /usr/local/bin/esonar
RUN useradd --system --home-dir /var/lib/esonar esonar && install -d -o esonar -g esonar -m 700 /var/lib/esonar
USER esonar
ENV ESONAR_DATA=/var/lib/esonar ESONAR_HOST=0.0.0.0
VOLUME /var/lib/esonar
EXPOSE 8840
HEALTHCHECK --start-period=60s CMD node -e "fetch('http://127.0.0.1:8840/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
CMD ["/opt/esonar/server/cli/esonar", "serve"]
