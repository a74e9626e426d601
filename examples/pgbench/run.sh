#!/bin/bash
# Runs pgbench on this host against PostgreSQL on the first statistics host, and turns its report into KPIs.
#
# PostgreSQL is not started from here: it is what is measured. The tables are made anew in each run, so that every run
# begins with the same data; making them is not measured.
set -euo pipefail

scale=50 clients=8 threads=2 mode=tpcb-like duration=60 port=5432 user=daytona database=daytona
for argument in "$@"; do
    case $argument in
        --scale=*) scale=${argument#*=} ;;
        --clients=*) clients=${argument#*=} ;;
        --threads=*) threads=${argument#*=} ;;
        --mode=*) mode=${argument#*=} ;;
        --duration=*) duration=${argument#*=} ;;
        --port=*) port=${argument#*=} ;;
        --user=*) user=${argument#*=} ;;
        --database=*) database=${argument#*=} ;;
        *) echo "unknown argument: $argument" >&2; exit 2 ;;
    esac
done

# The environment names the statistics hosts, and how to reach each of them.
db=${DAYTONA_STATISTICS_HOSTS%%,*}
if [ -z "$db" ]; then
    echo "this test needs a statistics host on which PostgreSQL runs" >&2
    exit 2
fi
folded=$(printf '%s' "$db" | tr '[:lower:]' '[:upper:]' | tr -c 'A-Z0-9' '_')
address_variable=DAYTONA_HOST_ADDRESS_$folded
export PGHOST=${!address_variable} PGPORT=$port PGUSER=$user PGDATABASE=$database PGCONNECT_TIMEOUT=10

command -v pgbench > /dev/null || { echo "pgbench is not installed on this host (Debian: apt-get install postgresql-contrib)" >&2; exit 2; }
pg_isready --quiet || { echo "PostgreSQL doesn't answer at $PGHOST:$port on host $db; start it there" >&2; exit 2; }

echo "making pgbench's tables, scale $scale"
pgbench --initialize --quiet --scale="$scale"

threads=$((threads < clients ? threads : clients))
pgbench --no-vacuum --builtin="$mode" --client="$clients" --jobs="$threads" --time="$duration" --progress=1 2>&1 | tee pgbench.txt

awk '
    /^tps = / { rate = $3; found = 1 }
    /^latency average = / { average = $4 }
    /^number of failed transactions: / { failed = $5 }
    END {
        if (!found) { print "pgbench printed no result" > "/dev/stderr"; exit 1 }
        print "name,value,unit,better"
        print "transactions_per_second," rate ",1/s,higher"
        print "latency_avg," average ",ms,lower"
        print "failed_transactions," failed + 0 ",,lower"
    }
' pgbench.txt > results.csv
