#!/bin/bash
# Lets fio read and write one file for a while, and turns its report into KPIs.
set -euo pipefail

folder="" pattern=randrw block=4k size=1g depth=1 direct=1 duration=30
for argument in "$@"; do
    case $argument in
        --folder=*) folder=${argument#*=} ;;
        --pattern=*) pattern=${argument#*=} ;;
        --block=*) block=${argument#*=} ;;
        --size=*) size=${argument#*=} ;;
        --depth=*) depth=${argument#*=} ;;
        --direct=*) direct=${argument#*=} ;;
        --duration=*) duration=${argument#*=} ;;
        *) echo "unknown argument: $argument" >&2; exit 2 ;;
    esac
done

command -v fio > /dev/null || { echo "fio is not installed on this host (Debian: apt-get install fio)" >&2; exit 2; }

# The file is no result: it is removed however the script ends.
work=$(mktemp -d "${folder:-$PWD}/fio.XXXXXX")
trap 'rm -rf "$work"' EXIT

# The terse report is one line with fixed columns; the normal one goes to the console.
fio --name=daytona --directory="$work" --rw="$pattern" --bs="$block" --size="$size" --iodepth="$depth" --direct="$direct" \
    --ioengine=libaio --runtime="$duration" --time_based --output-format=normal,terse --terse-version=3 --output=fio.txt
cat fio.txt

# Columns of the terse report, version 3: 5 is the error; reads begin at 6 and writes at 47, in both: KiB, KiB/s,
# operations per second, time, 4 of submission, then min, max, mean and deviation of completion in µs, then percentiles.
grep '^3;fio-' fio.txt | awk -F ';' '
    function percentile(first, wanted,    field, pair) {
        for (field = first + 12; field < first + 32; field++) {
            split($field, pair, "%=")
            if (pair[1] + 0 == wanted) return pair[2]
        }
    }
    function direction(name, first) {
        if ($first == 0) return
        printf "%s_iops,%s,1/s,higher\n", name, $(first + 2)
        printf "%s_throughput,%.3f,MiB/s,higher\n", name, $(first + 1) / 1024
        printf "%s_latency_avg,%s,us,lower\n", name, $(first + 10)
        printf "%s_latency_p50,%s,us,lower\n", name, percentile(first, 50)
        printf "%s_latency_p99,%s,us,lower\n", name, percentile(first, 99)
    }
    BEGIN { print "name,value,unit,better" }
    $5 != 0 { print "fio reports error " $5 > "/dev/stderr"; failed = 1 }
    { found = 1; direction("read", 6); direction("write", 47) }
    END {
        if (!found) print "fio printed no result" > "/dev/stderr"
        exit failed || !found
    }
' > results.csv
