# The interpreter is the minor version that the tests run with. Only the tag is pinned:
# who needs one exact image builds with --build-arg PYTHON=python@sha256:…
ARG PYTHON=python:3.11.14-slim-bookworm

FROM ${PYTHON} AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE requirements.txt ./
COPY exporter ./exporter
RUN pip wheel --no-cache-dir --wheel-dir /wheels --require-hashes --requirement requirements.txt \
    && pip wheel --no-cache-dir --wheel-dir /wheels --no-deps . \
    && python -m venv --without-pip /opt/tls-exporter \
    && pip --python /opt/tls-exporter/bin/python install --no-cache-dir --no-index --find-links /wheels tls-exporter

FROM ${PYTHON}
LABEL org.opencontainers.image.title="tls-exporter" \
      org.opencontainers.image.description="Prometheus exporter that works through a TLS troubleshooting guide for every deployment" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/tls-exporter /opt/tls-exporter
COPY THIRD-PARTY-NOTICES.md /opt/tls-exporter/
# Nothing is written at run time, so the container can run with a read-only root file system.
ENV PATH="/opt/tls-exporter/bin:${PATH}" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# Numeric, so that Kubernetes can see that it is not root (runAsNonRoot).
USER 65532:65532
EXPOSE 9843
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["tls-exporter", "healthy", "--web.listen-address=127.0.0.1:9843"]
ENTRYPOINT ["tls-exporter"]
CMD ["serve", "--config.file=/etc/tls-exporter/config.yml"]
