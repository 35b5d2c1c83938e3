# A worker for NVIDIA GPUs: the sparsed command with its CUDA kernels and the CUDA build of libtorch. It is built at the
# root of the repository (some 10 GB of base images and downloads):
#   docker build -f deploy/docker/gpu.Dockerfile -t sparsed-gpu .
#   docker run --gpus all -v /models/LLaDA-1.5:/model:ro -p 50061:50061 sparsed-gpu
#
# The kernels hold their CUDA runtime and need a driver of its version: 580 for 13.0. Libtorch's libraries are those of
# CUDA 12.8.
ARG CUDA_DEVEL=nvidia/cuda:13.0.1-devel-ubuntu24.04
ARG CUDA_RUNTIME=nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04

FROM maven:3.9-eclipse-temurin-25 AS maven

# An address, or a file of the build context. DJL's native half is made for this version.
FROM maven AS libtorch
ARG LIBTORCH=https://download.pytorch.org/libtorch/cu128/libtorch-cxx11-abi-shared-with-deps-2.7.1%2Bcu128.zip
ADD ${LIBTORCH} /tmp/libtorch.zip
WORKDIR /opt
RUN jar --extract --file /tmp/libtorch.zip libtorch/lib && find libtorch/lib -name '*.a' -delete

FROM ${CUDA_DEVEL} AS build
COPY --from=maven /opt/java/openjdk /opt/java/openjdk
COPY --from=maven /usr/share/maven /usr/share/maven
ENV JAVA_HOME=/opt/java/openjdk
WORKDIR /src
COPY . .
# libtorch's CPU build, which comes with the dependencies, would only weigh.
RUN /usr/share/maven/bin/mvn -B -Pcuda -DskipTests -Dspotless.check.skip -pl deploy/standalone -am package \
  && rm deploy/standalone/target/lib/pytorch-native-cpu-*.jar

FROM ${CUDA_RUNTIME}
RUN useradd --create-home sparsed
WORKDIR /opt/sparsed
COPY --from=eclipse-temurin:25-jre /opt/java/openjdk /opt/java/openjdk
COPY --from=libtorch /opt/libtorch/lib /opt/libtorch/lib
COPY --from=build /src/deploy/standalone/target/lib lib
COPY --from=build /src/deploy/standalone/target/sparsed-standalone.jar lib/
ENV PATH=/opt/java/openjdk/bin:$PATH LD_LIBRARY_PATH=/opt/libtorch/lib:$LD_LIBRARY_PATH \
  PYTORCH_LIBRARY_PATH=/opt/libtorch/lib PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128 \
  OPT_OUT_TRACKING=true DJL_OFFLINE=true GOMP_SPINCOUNT=2000 LC_ALL=C.UTF-8
# A library that is missing fails here and not at the first request. The driver's own comes with the GPU, at run time.
RUN for library in /opt/libtorch/lib/libtorch*.so; do ldd "$library"; done > /tmp/needs \
  && if grep 'not found' /tmp/needs | grep -v 'libcuda\.so'; then exit 1; fi; rm /tmp/needs
USER sparsed
EXPOSE 50061
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
  "-Djava.awt.headless=true", "-XX:+ExitOnOutOfMemoryError", "-cp", "/opt/sparsed/lib/*", \
  "io.sparsed.standalone.SparseD"]
# Asks for a GPU: a container that was started without one says so and ends.
CMD ["worker", "--model", "/model", "--device", "cuda", "--host", "0.0.0.0", "--port", "50061"]
