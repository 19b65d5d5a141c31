# nginx with the RTMP module, from Debian.
FROM debian:13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends nginx-light libnginx-mod-rtmp \
    && rm -rf /var/lib/apt/lists/*
COPY --chmod=644 nginx.conf /etc/nginx/nginx.conf
EXPOSE 1935
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-g", "daemon off;"]
