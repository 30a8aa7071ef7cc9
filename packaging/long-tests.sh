# Sourced by ./test --long: what takes too long for every change.

long_parts="asan tsan fuzz majors crashes trips browser drills kills tidy format"

# run_long_tests PATTERN PARTS: the parts that are named, each of which runs by itself too.
run_long_tests() {
  local part
  install_packages long
  for part in $2; do "long_$part" "$1"; done
}

# What runs for every change; with a second major and at every other point the same code would run once more.
long_asan() { sanitized asan "$1" "$rest"; }

# Threads live in these rooms.
long_tsan() {
  local rooms="os sql pg snapshot twin rehearse load ship watch alert"
  sanitized tsan "^(${rooms// /|})[.]" "$rest" $(printf 'test_%s ' $rooms)
}

long_fuzz() { fuzzed; }
long_majors() { other_majors; }

long_crashes() {
  check "a death at every point of a shipment" every_crash '*Crash*:*OverPartitions.From*'
  check "each trouble at each request of a shipment" every_crash '*EachTrouble*:*FullDisk*'
}

long_trips() {
  check "300 round trips" env ANTE_TEST_ROUND_TRIPS=300 "$house/build/dev/tests/test_ship" --gtest_filter='*/RoundTrips*/15'
}

# The pages that people look at, in a browser: to install it takes longer than all that is looked at.
long_browser() { run_tests dev '^browser[.]'; }

long_drills() { check "the drills at their full size" "$house/bench/drills/run" -n 1 -a "$house/build/dev/ante" -l "$(mktemp)"; }
long_kills() { check "200 kills" "$house/bench/kills" 200 1 "$house/build/dev/ante"; }
long_tidy() { check "clang-tidy" tidy; }
long_format() { check "clang-format" formatted; }

# sanitized PRESET PATTERN BUT [TARGET...]: builds, and runs the tests whose name matches, but for some.
sanitized() {
  build "$1" "${@:4}"
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
  for room in pg catalog snapshot twin ship watch; do
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
# What takes time is reading headers and walking paths: sixteen files of a room are read as one, and a function's paths
# are followed through 15,000 states (the default of 225,000 takes four times as long for what it adds).
tidy() {
  local folder=$house/build/tidy unit
  cmake -S "$house" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DANTE_TESTS=OFF -DCMAKE_CXX_COMPILER=clang++-19 \
    -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=16 >"$house/build/log/configure-tidy.log" 2>&1 || return 1
  for unit in "$folder"/CMakeFiles/*.dir/Unity/*.cxx; do as_its_own "$unit" || return 1; done
  cp "$house/.clang-tidy" "$folder"
  ninja -C "$folder" CMakeFiles/room_base.dir/cmake_pch.hxx.pch CMakeFiles/room_cli.dir/cmake_pch.hxx.pch &&
    run-clang-tidy-19 -quiet -p "$folder" -j "$(nproc)" -checks=-readability-duplicate-include \
      -extra-arg=-Xclang -extra-arg=-analyzer-config -extra-arg=-Xclang -extra-arg=max-nodes=15000 2>/dev/null
}

# as_its_own UNIT: puts the files that a unit includes in their place; what is included is not walked by the analyzer.
as_its_own() {
  local whole
  whole=$(awk -F'"' '/^#include ".*[.]cc"$/ { print "#line 1 \"" $2 "\""; while ((getline line < $2) > 0) print line; next } 1' "$1") &&
    printf '%s\n' "$whole" >"$1"
}

formatted() {
  find "$house/src" "$house/tests" -name '*.cc' -o -name '*.h' | xargs clang-format-19 --dry-run --Werror
}
