# Sourced by ./test --long: what takes too long for every change.

run_long_tests() {
  install_packages long
  # What runs for every change; with a second major and at every other point the same code would run once more.
  sanitized asan "$1" "$rest"
  # Threads live in these rooms.
  sanitized tsan "$threaded" "[.].*17( |\$)|TwentyThousandShapes"
  fuzzed
  other_majors
  check "a death at every point of a shipment" every_crash '*Crash*'
  check "each trouble at each request of a shipment" every_crash '*EachTrouble*:*FullDisk*'
  check "300 round trips" env ANTE_TEST_ROUND_TRIPS=300 "$house/build/dev/tests/test_ship" --gtest_filter='*/RoundTrips*/15'
  check "the drills at their full size" "$house/bench/drills/run" -n 1 -a "$house/build/dev/ante" -l "$(mktemp)"
  check "200 kills" "$house/bench/kills" 200 1 "$house/build/dev/ante"
  check "clang-tidy" tidy
  check "clang-format" formatted
}

threaded="^(os|sql|pg|snapshot|twin|rehearse|load)[.]|Confounded"

# sanitized PRESET PATTERN BUT: builds, and runs the tests whose name matches, but for some.
sanitized() {
  build "$1"
  # Leaks are looked for at the end of each test; servers that a test starts are not instrumented.
  ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1 run_tests "$1" "$2" "$3"
}

every_crash() {
  ANTE_TEST_EVERY_CRASH=1 "$house/build/dev/tests/test_ship" --gtest_filter="$1" >>"$house/build/log/every-crash.log" 2>&1
}

# What runs on 15 and 17 for every change, on the other majors too.
other_majors() {
  local major room shard log majors="12 13 14 16 18" filter=
  for major in $majors; do
    filter+="*/$major*:*_on_$major:*/On$major:"
    stage "fetching PostgreSQL $major" "$house/build/log/postgresql-$major.log" "$house/build/dev/ante" doctor --install $major
  done
  for room in pg catalog snapshot twin ship; do
    for shard in 0 1; do
      log=$house/build/log/majors-$room-$shard.log
      ANTE_TEST_MAJORS=$majors GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=$shard \
        "$house/build/dev/tests/test_$room" --gtest_filter="$filter" >"$log" 2>&1 &
    done
    wait
    for shard in 0 1; do count_googletests "$room on the other majors" "$house/build/log/majors-$room-$shard.log"; done
  done
}

# Adds up what a GoogleTest program said of itself; one that said nothing has failed.
count_googletests() {
  local well badly
  well=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$2") badly=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' "$2")
  [[ -n $well ]] || { check "$1" false; return; }
  ((passed += well, failed += ${badly:-0}))
  [[ -z $badly ]] || { failures+=("$badly of $1: $2"); grep '^\[  FAILED' "$2"; }
}

# Each fuzzer for a minute, two at once, from the inputs that are beside it; what it finds stays in build/fuzz.
fuzzed() {
  build fuzz fuzzers
  local fuzzers=("$house"/build/fuzz/tests/fuzz/*_fuzzer) at fuzzer
  for ((at = 0; at < ${#fuzzers[@]}; at += 2)); do
    for fuzzer in "${fuzzers[@]:at:2}"; do fuzz_for_a_minute "$fuzzer" >"$(log_of_fuzzer "$fuzzer")" 2>&1 & done
    for fuzzer in "${fuzzers[@]:at:2}"; do check "the fuzzer of $(basename "$fuzzer" _fuzzer)" ended_well "$fuzzer"; done
  done
}

log_of_fuzzer() { echo "$house/build/log/$(basename "$1").log"; }

fuzz_for_a_minute() {
  local name found seeds
  name=$(basename "$1" _fuzzer)
  found=$house/build/fuzz/found/$name
  seeds=$house/tests/fuzz/corpus/$name
  # A snapshot is binary: the example's serves as the input to begin with.
  [[ $name == snapshot_file ]] && seeds=$house/examples/school
  mkdir -p "$found"
  "$1" -max_total_time=60 -timeout=20 -rss_limit_mb=2048 -verbosity=0 -artifact_prefix="$found-" "$found" "$seeds"
  echo "exit code $?"
}

ended_well() {
  wait
  [[ $(tail -n 1 "$(log_of_fuzzer "$1")") == "exit code 0" ]] || { tail -n 40 "$(log_of_fuzzer "$1")"; return 1; }
}

# clang reads no precompiled header of gcc's: it gets a configuration of its own, of which nothing but these are built.
tidy() {
  cmake -S "$house" -B "$house/build/tidy" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DANTE_TESTS=OFF \
    -DCMAKE_CXX_COMPILER=clang++-19 >"$house/build/log/configure-tidy.log" 2>&1 &&
    ninja -C "$house/build/tidy" CMakeFiles/room_base.dir/cmake_pch.hxx.pch CMakeFiles/room_cli.dir/cmake_pch.hxx.pch &&
    run-clang-tidy-19 -quiet -p "$house/build/tidy" -j "$(nproc)" "^$house/src/.*" 2>/dev/null
}

formatted() {
  find "$house/src" "$house/tests" -name '*.cc' -o -name '*.h' | xargs clang-format-19 --dry-run --Werror
}
