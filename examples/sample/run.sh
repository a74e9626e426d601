#!/bin/bash
# Measures gzip on generated data: how many megabytes a second it takes at one level, and how small they get.
#
# The script gets its arguments as --name=value, works in the run's results folder, and leaves results.csv there.
# Everything that it prints is the run's console.
set -euo pipefail

level=1 megabytes=16 seconds=8
for argument in "$@"; do
    case $argument in
        --level=*) level=${argument#*=} ;;
        --megabytes=*) megabytes=${argument#*=} ;;
        --seconds=*) seconds=${argument#*=} ;;
        *) echo "unknown argument: $argument" >&2; exit 2 ;;
    esac
done

# Outside the results folder, so that the data is not collected with the run.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "generating $megabytes MB of text"
# The same on every host and in every run: numbered lines, shuffled by arithmetic, so that runs are comparable.
awk -v bytes=$((megabytes * 1000000)) 'BEGIN {
    x = 42
    while (written < bytes) {
        x = (x * 1103515245 + 12345) % 2147483648
        line = sprintf("request %d took %d us and returned status %d\n", x % 100000, x % 7919, 200 + x % 5)
        printf "%s", line
        written += length(line)
    }
}' > "$work/data"
size=$(stat -c %s "$work/data")
echo "measuring gzip -$level for $seconds s on $size bytes"

now_ms() { echo $(($(date +%s%N) / 1000000)); }

start=$(now_ms)
end=$((start + seconds * 1000))
rounds=0 slowest=0
while [ "$(now_ms)" -lt "$end" ]; do
    before=$(now_ms)
    gzip -c "-$level" < "$work/data" > "$work/data.gz"
    took=$(($(now_ms) - before))
    rounds=$((rounds + 1))
    [ "$took" -gt "$slowest" ] && slowest=$took
    echo "round $rounds took $took ms"
done
elapsed=$(($(now_ms) - start))
compressed=$(stat -c %s "$work/data.gz")

# name,value,unit,better: each row is a KPI.
awk -v size="$size" -v rounds="$rounds" -v elapsed="$elapsed" -v compressed="$compressed" -v slowest="$slowest" 'BEGIN {
    print "name,value,unit,better"
    printf "throughput,%.2f,MB/s,higher\n", size * rounds / 1000 / elapsed
    printf "ratio,%.3f,x,higher\n", size / compressed
    printf "slowest_round,%d,ms,lower\n", slowest
    printf "rounds,%d,,\n", rounds
}' > results.csv
echo "done: $rounds rounds in $elapsed ms"
cat results.csv
