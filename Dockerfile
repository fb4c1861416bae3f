# docker build -t scenegen .                              for processors
# docker build --build-arg TORCH=cu128 -t scenegen .      for NVIDIA GPUs: docker run --gpus all
ARG PYTHON=3.12
FROM python:${PYTHON}-slim

ARG TORCH=cpu
ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    GRADIO_ANALYTICS_ENABLED=False \
    GRADIO_SERVER_NAME=0.0.0.0 \
    GRADIO_SERVER_PORT=7860

RUN useradd --create-home --uid 1000 scenegen
WORKDIR /app
# Before the code: a change of it then does not install everything again.
COPY requirements.txt .
RUN pip install --no-cache-dir --extra-index-url "https://download.pytorch.org/whl/${TORCH}" \
        -r requirements.txt "gradio[mcp]"
COPY LICENSE app.py ./
COPY demo demo
COPY scenegen scenegen
COPY weights weights

USER 1000
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=2m \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['GRADIO_SERVER_PORT']}/health\", timeout=4)"]
CMD ["python", "app.py"]
