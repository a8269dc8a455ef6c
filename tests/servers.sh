#!/bin/sh
# The servers that tests talk to: PostgreSQL with PostGIS, and Redis. On Debian, as root, what is missing is installed;
# it is not started: tests start their own. Elsewhere the tests that need one say so and are skipped.
set -eu
missing=""
ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || missing="$missing PostgreSQL-with-PostGIS"
command -v redis-server >/dev/null || missing="$missing Redis"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "not installed, so that some tests will be skipped:$missing" >&2
  exit 0
fi
apt-get update -q
postgis=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | cut -d' ' -f1 | sort -V | tail -n 1)
quiet=/usr/sbin/policy-rc.d
if [ ! -e "$quiet" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$quiet"
  chmod +x "$quiet"
  trap 'rm -f "$quiet"' EXIT
fi
DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends \
  "$postgis" "$postgis-scripts" "${postgis%-postgis-3}" redis-server
