import { wishNumberOf } from './markers.ts';
import type { Plan } from './plan.ts';
import type { RunRecord } from './record.ts';
import { endOf, type Story, storiesOf } from './stories.ts';

/** What a server has used of its month. */
export interface Used {
  count: number;
  micros: number;
}

const PRICE_MICROS = 150_000;

/** Taken as spent, whatever became of it; its count is given back. */
const SPENT = /couldn't find out what became of it|had not finished after/;
/** Made and billed. */
const BILLED = /couldn't fetch it from there/;

/** What each server must have used, by what its members saw. */
export function expectedUse(record: RunRecord, { wishes, guilds }: Plan): Used[] {
  const used = Array.from({ length: guilds }, (): Used => ({ count: 0, micros: 0 }));
  for (const story of storiesOf(record)) {
    const wish = wishes[wishNumberOf(story.marker)];
    const server = wish && used[wish.guild];
    if (!server) continue;
    for (const own of useOf(story, wish.takes)) {
      server.count += own.count;
      server.micros += own.micros;
    }
  }
  return used;
}

function useOf({ rounds }: Story, wantedTakes: number): Used[] {
  return rounds.flatMap((round): Used[] => {
    const end = endOf(round);
    switch (end?.shown) {
      case 'cover':
        return [{ count: end.takes, micros: end.takes * PRICE_MICROS }];
      case 'delivered':
      case 'kept':
        return [{ count: wantedTakes, micros: wantedTakes * PRICE_MICROS }];
      case 'failed': {
        if (SPENT.test(end.text)) return [{ count: 0, micros: wantedTakes * PRICE_MICROS }];
        return BILLED.test(end.text) ? [{ count: wantedTakes, micros: wantedTakes * PRICE_MICROS }] : [];
      }
      default:
        return [];
    }
  });
}
