# Each target installs what is missing first (Scripts/dependencies.sh) and says so.
WEIR = .build/release/weir

.PHONY: help demo test build bench docs lint dependencies conformance fuzz live outcomes

help:
	@echo "make demo   compare the barrier methods on a real failover: table, and results in Results/demo"
	@echo "make test   build and run every test"
	@echo "make build  build $(WEIR)"
	@echo "make bench  measure engine and model"
	@echo "make outcomes   run the experiments in full, and record what they come to beside them"
	@echo "make live   a failover of two real iSCSI sessions, without a barrier and with one"
	@echo "make fuzz   ten million broken inputs for decoders, reservations and disk"
	@echo "make conformance   let libiscsi's test suite judge weir serve, and tgt beside it"
	@echo "make docs   documentation of each library in Results/docs"
	@echo "make lint   check the format of the sources"

demo: build
	$(WEIR) sweep Experiments/barriers.yaml --output Results/demo

# The first build refuses imports that Package.swift does not declare. Tests run optimised: some of them are long simulations.
# Those that ask tshark are skipped where it is not installed.
test: dependencies
	swift build --explicit-target-dependency-import-check error
	swift test --disable-xctest -c release -Xswiftc -enable-testing

build: dependencies
	swift build -c release --product weir

bench: build
	swift build -c release --product weir-bench
	$(WEIR) bench

# After a change of the model: look at the differences before they are committed. The trace of trace-stalls is not part of the
# project.
outcomes: build
	rm -rf Results/outcomes
	for name in barriers implementations; do \
	  $(WEIR) sweep Experiments/$$name.yaml --output Results/outcomes/$$name --table Experiments/$$name.outcome || exit; \
	done

live: build
	swift build -c release --product weir-initiator
	Scripts/live-failover.sh

fuzz: dependencies
	Scripts/fuzz.sh

# Programs of other people: Scripts/dependencies.sh installs them only here.
conformance: build
	@Scripts/dependencies.sh judges
	Scripts/conformance.sh

docs: dependencies
	Scripts/documentation.sh

lint: dependencies
	swift format lint -r -p --strict Sources Tests Package.swift

dependencies:
	@Scripts/dependencies.sh
