import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Database } from '../database.ts';
import type { Logger } from '../logger.ts';
import { createKeyvStore } from './keyv-store.ts';

/** Where a database is used. */
export interface Home {
  path: string;
  host: string;
  /** Tells machines of the same name apart. */
  machine: string;
}

const homeSchema = z.object({ path: z.string(), host: z.string(), machine: z.string() });

/** This machine's own id, where it has one, is a secret to other programs, so a hash of it stands for it. */
export function homeOf(dataFolder: string): Home {
  const host = hostname();
  const machine = createHash('sha256')
    .update(`coverband ${machineId() ?? host}`)
    .digest('hex')
    .slice(0, 16);
  return { path: realpathSync(dataFolder), host, machine };
}

function machineId(): string | undefined {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Says once where the data was used last, if that was elsewhere: moved on purpose or not, there may be two of it now. */
export async function noteHome({
  database,
  log,
  home,
}: {
  database: Database;
  log: Logger;
  home: Home;
}): Promise<void> {
  const store = createKeyvStore({ database, namespace: 'home' });
  const isHere = (last: Home | undefined) => last?.path === home.path && last.machine === home.machine;
  const noted = await store.update('last', (now) => (isHere(homeSchema.safeParse(now).data) ? undefined : home));
  const before = homeSchema.safeParse(noted.before).data;
  if (before && !isHere(before)) {
    log.warn(
      { before: { path: before.path, host: before.host }, now: { path: home.path, host: home.host } },
      'this data was last used at another path or machine: make sure that no other bot still runs on it or on a copy of it',
    );
  }
}
