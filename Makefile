# Pixii's build in one place; `make` alone lists the targets. Each target prepares the machine first
# (scripts/setup.sh), which takes no time when nothing is missing.
SHELL := /bin/bash
CMAKE_FLAGS := $(if $(PIXII_ROCKSDB),-DPIXII_ROCKSDB=$(PIXII_ROCKSDB))
# Clones share what ccache keeps: paths below a clone count as relative.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1
# configure PRESET; build PRESET TARGETS
configure = [ -f build/$(1)/build.ninja ] || cmake --preset $(1) $(CMAKE_FLAGS) >/dev/null
build = $(call configure,$(1)) && NINJA_STATUS='Pixii $(1) [%f/%t, %es] ' ninja -C build/$(1) $(2)

.PHONY: help run build test check dist bench format lint clean
help:
	@echo "make run     build the server and run it on port 8000 (ARGS=... are its flags)"
	@echo "make build   build build/release/pixii"
	@echo "make test    all tests                      make check   debug build and unit tests"
	@echo "make lint    format, include rules, clang   make format  format the sources"
	@echo "make bench   measure (QUICK=1, PEERS=1)     make dist    dist/pixii-VERSION-*.tar.gz"
	@echo "make clean   remove build/ and dist/"

build:
	@scripts/setup.sh build
	@$(call build,release,pixii)

run: build
	@exec build/release/pixii serve $(ARGS)

test:
	@scripts/setup.sh test
	@$(call build,release)
	@scripts/run_tests build/release

check:
	@scripts/setup.sh build
	@$(call build,debug)
	@scripts/run_tests --unit --changed build/debug

dist: build
	@scripts/dist

bench:
	@scripts/setup.sh bench
	@$(call build,release)
	@QUICK=$(QUICK) PEERS=$(PEERS) PIXII=$(CURDIR)/build/release/pixii bench/run

format:
	@scripts/setup.sh lint
	@scripts/format

lint:
	@scripts/setup.sh lint
	@scripts/lint

clean:
	rm -rf build dist
