# The sparsed command without a GPU: the scheduler, and workers on a CPU. Built at the root of the repository:
#   docker build -f deploy/docker/cpu.Dockerfile -t sparsed .
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn -B -DskipTests -Dspotless.check.skip -pl deploy/standalone -am package

FROM eclipse-temurin:25-jre
RUN useradd --create-home sparsed
WORKDIR /opt/sparsed
COPY --from=build /src/deploy/standalone/target/lib lib
COPY --from=build /src/deploy/standalone/target/sparsed-standalone.jar lib/
# DJL neither reports its use nor fetches anything; libtorch's threads spin only briefly while they wait.
ENV OPT_OUT_TRACKING=true DJL_OFFLINE=true GOMP_SPINCOUNT=2000 LC_ALL=C.UTF-8
# Java starts sooner with the classes that a run has loaded.
RUN java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djava.awt.headless=true \
  -DDJL_CACHE_DIR=/tmp/djl -XX:-AOTClassLinking -XX:AOTCacheOutput=classes.aot -cp '/opt/sparsed/lib/*' \
  io.sparsed.standalone.SparseD generate Hello --gen-length 8 --steps 2 --device cpu && rm -rf /tmp/djl
USER sparsed
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
  "-Djava.awt.headless=true", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/opt/sparsed/classes.aot", \
  "-Xlog:aot=off", "-Xlog:cds=off", "-cp", "/opt/sparsed/lib/*", "io.sparsed.standalone.SparseD"]
CMD ["--help"]
