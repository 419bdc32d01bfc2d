#!/usr/bin/env bash
# Draws Docs/barriers.svg from the results of Experiments/barriers.yaml:  Scripts/plot-barriers.sh Results/demo
# Needs sqlite3 and gnuplot.
set -euo pipefail
store="$1/results.sqlite"
out="$(dirname "$0")/../Docs/barriers.svg"
data=$(mktemp)
trap 'rm -f "$data"' EXIT

# A line for each method: stale writes a run and the median time of a failover, for a stall at the ingress and after the data.
sqlite3 -separator ' ' "$store" > "$data" <<'SQL'
WITH value AS (
  SELECT json_extract(p.factors, '$.barrier') AS method, json_extract(p.factors, '$.stage') AS stage, m.name,
         avg(m.value) AS mean, min(p.id) AS place
  FROM point p JOIN run r ON r.point = p.id JOIN metric m ON m.run = r.id
  WHERE json_extract(p.factors, '$."faults.stall.for"') = '45s' AND json_extract(p.factors, '$."array.defects"') IS NULL
    AND m.name IN ('stale_writes', 'failover_time_p50_s')
  GROUP BY 1, 2, 3)
SELECT method,
  sum(CASE WHEN stage = 'ingress' AND name = 'stale_writes' THEN mean END),
  sum(CASE WHEN stage = 'after_data' AND name = 'stale_writes' THEN mean END),
  sum(CASE WHEN stage = 'ingress' AND name = 'failover_time_p50_s' THEN mean END),
  sum(CASE WHEN stage = 'after_data' AND name = 'failover_time_p50_s' THEN mean END)
FROM value GROUP BY method ORDER BY min(place);
SQL

gnuplot <<PLOT
set terminal svg size 900,360 font 'Helvetica,13' background '#ffffff'
set output '$out'
set multiplot layout 1,2
set style data histogram
set style histogram cluster gap 1
set style fill solid 0.9 noborder
set boxwidth 0.9
set grid ytics lc rgb '#dddddd'
set border 3 lc rgb '#666666'
set tics nomirror
set xtics rotate by -20 font ',11'
set bmargin 5
set key above left horizontal
set yrange [0:*]
set title 'Stale writes a run (a port stalls for 45 s)'
plot '$data' using 2:xtic(1) title 'stall at the ingress' lc rgb '#c0504d', \\
  '' using 3 title 'stall after the data' lc rgb '#e0a39f'
set title 'Median time of a failover, s'
set yrange [0:60]
plot '$data' using 4:xtic(1) title 'stall at the ingress' lc rgb '#35618f', \\
  '' using 5 title 'stall after the data' lc rgb '#9dbad8'
unset multiplot
PLOT
echo "wrote $out"
