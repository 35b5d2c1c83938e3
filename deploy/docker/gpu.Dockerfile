# A worker for NVIDIA GPUs: the sparsed command with its CUDA kernels and the CUDA build of libtorch. Built at the root
# of the repository once Maven has packaged the command (some 10 GB of base images and downloads):
#   mvn -DskipTests package
#   docker build -f deploy/docker/gpu.Dockerfile -t sparsed-gpu .
#   docker run --gpus all -v /models/LLaDA-1.5:/model:ro -p 127.0.0.1:50061:50061 sparsed-gpu
# A change of code resends the last layer only.
#
# The kernels hold their CUDA runtime and need a driver of its version: 580 for 13.0. Libtorch's libraries are those of
# CUDA 12.8.
ARG CUDA_DEVEL=nvidia/cuda:13.0.1-devel-ubuntu24.04
ARG CUDA_RUNTIME=nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04

FROM eclipse-temurin:25-jdk AS libtorch
# An address, or a file in deploy/docker. DJL's native half is made for this version.
ARG LIBTORCH=https://download.pytorch.org/libtorch/cu128/libtorch-cxx11-abi-shared-with-deps-2.7.1%2Bcu128.zip
ADD ${LIBTORCH} /tmp/libtorch.zip
WORKDIR /opt
RUN jar --extract --file /tmp/libtorch.zip libtorch/lib && find libtorch/lib -name '*.a' -delete

FROM ${CUDA_DEVEL} AS kernels
COPY model-worker/src/main/cuda /src
RUN /src/build.sh /kernels

FROM ${CUDA_RUNTIME}
ENV PATH=/opt/sparsed:/opt/java/openjdk/bin:$PATH LD_LIBRARY_PATH=/opt/libtorch/lib:$LD_LIBRARY_PATH \
  PYTORCH_LIBRARY_PATH=/opt/libtorch/lib PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128 \
  OPT_OUT_TRACKING=true DJL_OFFLINE=true GOMP_SPINCOUNT=2000 GLIBC_TUNABLES=glibc.malloc.hugetlb=1 LC_ALL=C.UTF-8 \
  HOME=/tmp SPARSED_HOST=0.0.0.0 SPARSED_KERNELS_LIBRARY=/opt/sparsed/libsparsed_kernels.so
RUN useradd --uid 10001 --no-create-home --home-dir /tmp sparsed
WORKDIR /opt/sparsed
COPY --from=eclipse-temurin:25-jre /opt/java/openjdk /opt/java/openjdk
COPY --from=libtorch /opt/libtorch/lib /opt/libtorch/lib
# A library that is missing fails here and not at the first request. The driver's own comes with the GPU, at run time.
RUN for library in /opt/libtorch/lib/libtorch*.so; do ldd "$library"; done > /tmp/needs \
  && if grep 'not found' /tmp/needs | grep -v 'libcuda\.so'; then exit 1; fi; rm /tmp/needs
COPY --from=kernels /kernels/libsparsed_kernels.so ./
COPY deploy/containers/target/image/lib lib
COPY deploy/docker/sparsed deploy/standalone/java.options ./
RUN echo "-cp $PWD/lib/*:$PWD/app/*" >> java.options
COPY deploy/containers/target/image/app app
USER 10001
EXPOSE 50061
# A model of many gigabytes takes minutes to load.
HEALTHCHECK --timeout=10s --start-period=600s CMD ["sparsed", "health"]
ENTRYPOINT ["sparsed"]
# Asks for a GPU: a container that was started without one says so and ends.
CMD ["worker", "--model", "/model", "--device", "cuda"]
