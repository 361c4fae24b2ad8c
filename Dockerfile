# One image for pages, worker, model and commands. Nothing is downloaded at run time: the model comes in a wheel.
FROM python:3.11-slim-bookworm

# OCR for scanned CVs, and the client that backs the database up.
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-fra libgomp1 gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/vivier
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
ARG TORCH_PIP_ARGS=""
COPY requirements ./requirements
RUN pip install -r requirements/pip.txt \
    && pip install ${TORCH_PIP_ARGS} -r requirements/torch.txt \
    && pip install --no-build-isolation -r requirements/base.txt
COPY pyproject.toml README.md LICENSE ./
COPY matching ./matching
COPY indexing ./indexing
COPY webapp ./webapp
COPY seeds ./seeds
COPY migrations ./migrations
RUN pip install --no-build-isolation --no-deps .

RUN useradd --system --uid 10001 --home-dir /var/lib/vivier --create-home vivier
USER vivier
ENV VIVIER_VAR=/var/lib/vivier VIVIER_HOST=0.0.0.0
VOLUME /var/lib/vivier
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["vivier"]
CMD ["serve"]
