#!/bin/sh
# Dumps the database of PGDATABASE into BACKUP_FOLDER now and every BACKUP_EVERY_HOURS, and keeps the newest BACKUPS_KEPT. A dump that did
# not come about leaves nothing behind, and is tried again after ten minutes. With BACKUP_ONCE it makes one and ends.
set -u
umask 077

backup() {
  name="coverband-$(date -u +%Y-%m-%dT%H-%M-%SZ).dump"
  unfinished="$BACKUP_FOLDER/$name.unfinished"
  rm -f "$BACKUP_FOLDER"/*.unfinished
  # Read again before it counts: a list of its contents stands at its beginning.
  if pg_dump --format=custom --file="$unfinished" && pg_restore --list "$unfinished" >/dev/null && sync "$unfinished"; then
    mv "$unfinished" "$BACKUP_FOLDER/$name" && echo "made $name"
  else
    rm -f "$unfinished"
    echo 'the dump did not come about' >&2
    return 1
  fi
}

# Their names are their times.
tidy() {
  ls -r "$BACKUP_FOLDER" | grep '^coverband-.*[.]dump$' | tail -n "+$((BACKUPS_KEPT + 1))" | while read -r old; do
    rm -f "$BACKUP_FOLDER/$old"
  done
}

while :; do
  if backup; then
    tidy
    pause=$((BACKUP_EVERY_HOURS * 3600))
    result=0
  else
    pause=600
    result=1
  fi
  [ -n "${BACKUP_ONCE:-}" ] && exit "$result"
  sleep "$pause"
done
