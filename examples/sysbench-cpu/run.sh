#!/bin/bash
# Lets sysbench search for prime numbers for a while, and turns its report into KPIs.
set -euo pipefail

threads=0 prime=20000 duration=30
for argument in "$@"; do
    case $argument in
        --threads=*) threads=${argument#*=} ;;
        --prime=*) prime=${argument#*=} ;;
        --duration=*) duration=${argument#*=} ;;
        *) echo "unknown argument: $argument" >&2; exit 2 ;;
    esac
done

command -v sysbench > /dev/null || { echo "sysbench is not installed on this host (Debian: apt-get install sysbench)" >&2; exit 2; }
[ "$threads" != 0 ] || threads=$(nproc)

# A line every second goes to the console, so that a watcher sees whether the rate is steady.
sysbench cpu --threads="$threads" --cpu-max-prime="$prime" --time="$duration" --percentile=99 --report-interval=1 run \
    | tee sysbench.txt

awk '
    /events per second:/ { rate = $NF; found = 1 }
    $1 == "avg:" { average = $2 }
    /99th percentile:/ { p99 = $NF }
    END {
        if (!found) { print "sysbench printed no result" > "/dev/stderr"; exit 1 }
        print "name,value,unit,better"
        print "events_per_second," rate ",1/s,higher"
        print "latency_avg," average ",ms,lower"
        print "latency_p99," p99 ",ms,lower"
    }
' sysbench.txt > results.csv
