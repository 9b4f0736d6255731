import type { Clock } from '../../clock.ts';
import type { Freshness } from '../port.ts';

/** What was read of late, by key. */
export interface TtlCache<Value> {
  /** What is remembered, else what `read` brings; `fresh` always reads. */
  get(key: string, freshness: Freshness, read: () => Promise<Value>): Promise<Value>;
}

export interface TtlCacheOptions {
  clock: Clock;
  lifeMs: number;
  /** Of entries; those go first that were used longest ago. */
  maximum: number;
}

export function createTtlCache<Value>({ clock, lifeMs, maximum }: TtlCacheOptions): TtlCache<Value> {
  const known = new Map<string, { value: Value; until: number }>();

  const put = (key: string, entry: { value: Value; until: number }): Value => {
    known.delete(key);
    known.set(key, entry);
    const [oldest] = known.keys();
    if (known.size > maximum && oldest !== undefined) known.delete(oldest);
    return entry.value;
  };

  return {
    async get(key, freshness, read) {
      const present = freshness === 'cached' ? known.get(key) : undefined;
      if (present && present.until > clock.monotonic()) return put(key, present);
      return put(key, { value: await read(), until: clock.monotonic() + lifeMs });
    },
  };
}
