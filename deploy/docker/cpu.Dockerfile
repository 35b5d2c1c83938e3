# The sparsed command without a GPU, built at the root of the repository once Maven has packaged it:
#   mvn -DskipTests package
#   docker build -f deploy/docker/cpu.Dockerfile -t sparsed .
#   docker build -f deploy/docker/cpu.Dockerfile --target scheduler -t sparsed-scheduler .
# The second image has no libtorch, so it is half as large. A change of code resends the last two layers only.
FROM eclipse-temurin:25-jre AS base
# DJL neither reports its use nor fetches anything; libtorch's threads spin only briefly while they wait, and what they
# gather lies in huge pages.
ENV PATH=/opt/sparsed:$PATH OPT_OUT_TRACKING=true DJL_OFFLINE=true GOMP_SPINCOUNT=2000 \
  GLIBC_TUNABLES=glibc.malloc.hugetlb=1 LC_ALL=C.UTF-8 DJL_CACHE_DIR=/opt/sparsed/native HOME=/tmp SPARSED_HOST=0.0.0.0
RUN useradd --uid 10001 --no-create-home --home-dir /tmp sparsed
WORKDIR /opt/sparsed
COPY deploy/containers/target/image/lib lib
HEALTHCHECK --timeout=10s --start-period=60s CMD ["sparsed", "health"]
ENTRYPOINT ["sparsed"]

FROM base AS trained
ENV PYTORCH_LIBRARY_PATH=/opt/libtorch PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cpu
COPY deploy/containers/target/image/libtorch/pytorch/cpu/linux-x86_64 /opt/libtorch
COPY deploy/docker/sparsed deploy/standalone/java.options ./
COPY deploy/containers/target/image/app app
# Java starts sooner with the classes that a run has loaded. What it has unpacked serves where /tmp is "noexec".
RUN echo "-cp $(ls -d "$PWD"/lib/*.jar "$PWD"/app/*.jar | paste -sd:)" >> java.options \
  && SPARSED_JAVA_OPTS="-XX:-AOTClassLinking -XX:AOTCacheOutput=classes.aot -Xlog:aot=off" \
    sparsed generate Hello --gen-length 8 --steps 2 --device cpu \
  && echo "-XX:AOTCache=$PWD/classes.aot -Xlog:aot=off -Xlog:cds=off" >> java.options \
  && chmod -R a+rX native && rm -rf /tmp/*

FROM base AS scheduler
COPY --from=trained /opt/sparsed/app app
COPY --from=trained /opt/sparsed/sparsed /opt/sparsed/java.options /opt/sparsed/classes.aot ./
COPY --from=trained /opt/sparsed/native/tokenizers native/tokenizers
USER 10001
EXPOSE 50051
CMD ["scheduler"]

FROM trained
USER 10001
EXPOSE 50051 50061
CMD ["worker"]
