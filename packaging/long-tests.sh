# Sourced by ./test --long: what takes too long for every change.

run_long_tests() {
  install_packages long
  sanitized asan "$1"
  # Threads live in these rooms; the rest would only run the same code more slowly.
  sanitized tsan "$threaded"
  fuzzed
  check "200 kills" "$house/bench/kills" 200 1 "$house/build/dev/ante"
  check "clang-tidy" tidy
  check "clang-format" formatted
}

threaded="^(os|sql|pg|snapshot|twin)[.]"

sanitized() {
  build "$1"
  # Leaks are looked for at the end of each test; servers that a test starts are not instrumented.
  ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1 run_tests "$1" "$2"
}

# Each fuzzer for a minute, from the inputs that are beside it; what it finds stays in build/fuzz.
fuzzed() {
  build fuzz fuzzers
  local fuzzer name found seeds
  for fuzzer in "$house"/build/fuzz/tests/fuzz/*_fuzzer; do
    name=$(basename "$fuzzer" _fuzzer)
    found=$house/build/fuzz/found/$name
    seeds=$house/tests/fuzz/corpus/$name
    # A snapshot is binary: the example's serves as the input to begin with.
    [[ $name == snapshot_file ]] && seeds=$house/examples/school
    mkdir -p "$found"
    check "the fuzzer of $name" "$fuzzer" -max_total_time=60 -timeout=20 -rss_limit_mb=2048 -verbosity=0 \
      -artifact_prefix="$found-" "$found" "$seeds"
  done
}

# clang reads no precompiled header of gcc's: it gets a configuration of its own, which is never built.
tidy() {
  cmake -S "$house" -B "$house/build/tidy" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON \
    -DCMAKE_CXX_COMPILER=clang++-19 >"$house/build/log/configure-tidy.log" 2>&1 &&
    run-clang-tidy-19 -quiet -p "$house/build/tidy" -j "$(nproc)" "^$house/src/.*" 2>/dev/null
}

formatted() {
  find "$house/src" "$house/tests" -name '*.cc' -o -name '*.h' | xargs clang-format-19 --dry-run --Werror
}
