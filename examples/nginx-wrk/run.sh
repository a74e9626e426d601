#!/bin/bash
# Runs wrk on this host against nginx on the first statistics host, and turns wrk's report into KPIs.
#
# nginx is not started from here: it is what is measured, and it is expected to run. If it doesn't answer, the script
# says so and fails before anything is measured.
set -euo pipefail

connections=64 threads=2 duration=30 port=80 path=/
for argument in "$@"; do
    case $argument in
        --connections=*) connections=${argument#*=} ;;
        --threads=*) threads=${argument#*=} ;;
        --duration=*) duration=${argument#*=} ;;
        --port=*) port=${argument#*=} ;;
        --path=*) path=${argument#*=} ;;
        *) echo "unknown argument: $argument" >&2; exit 2 ;;
    esac
done

# The environment names the statistics hosts, and how to reach each of them.
web=${DAYTONA_STATISTICS_HOSTS%%,*}
if [ -z "$web" ]; then
    echo "this test needs a statistics host on which nginx runs" >&2
    exit 2
fi
folded=$(printf '%s' "$web" | tr '[:lower:]' '[:upper:]' | tr -c 'A-Z0-9' '_')
address_variable=DAYTONA_HOST_ADDRESS_$folded
address=${!address_variable}
url=http://$address:$port$path

command -v wrk > /dev/null || { echo "wrk is not installed on this host (Debian: apt-get install wrk)" >&2; exit 2; }
# Bash opens the connection itself, so that nothing else has to be installed to check.
if ! server=$(exec 3<> "/dev/tcp/$address/$port" && printf 'HEAD / HTTP/1.0\r\n\r\n' >&3 && grep -i '^server:' <&3); then
    echo "nothing answers at $url on host $web; start nginx there" >&2
    exit 2
fi
echo "measuring $url on host $web ($(echo "$server" | tr -d '\r'))"

wrk --latency -t "$threads" -c "$connections" -d "${duration}s" "$url" | tee wrk.txt

# wrk writes times with a unit that changes: us, ms, s or m. All KPIs are in milliseconds.
awk '
    function ms(text) {
        value = text + 0
        if (text ~ /us$/) return value / 1000
        if (text ~ /ms$/) return value
        if (text ~ /m$/) return value * 60000
        return value * 1000
    }
    /Socket errors/ { gsub(",", ""); errors += $4 + $6 + $8 + $10 }
    /Non-2xx or 3xx responses/ { errors += $NF }
    $1 == "50%" { p50 = ms($2) }
    $1 == "90%" { p90 = ms($2) }
    $1 == "99%" { p99 = ms($2) }
    $1 == "Requests/sec:" { rate = $2; found = 1 }
    END {
        if (!found) { print "wrk printed no result" > "/dev/stderr"; exit 1 }
        print "name,value,unit,better"
        printf "requests_per_second,%.2f,req/s,higher\n", rate
        printf "latency_p50,%.3f,ms,lower\n", p50
        printf "latency_p90,%.3f,ms,lower\n", p90
        printf "latency_p99,%.3f,ms,lower\n", p99
        printf "errors,%d,,lower\n", errors
    }
' wrk.txt > results.csv
