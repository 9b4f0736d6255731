import { wishNumberOf } from './markers.ts';
import type { Plan } from './plan.ts';
import type { Payment, RunRecord } from './record.ts';
import { endOf, type Story, storiesOf } from './stories.ts';

/** What a server has used of its month. */
export interface Used {
  count: number;
  micros: number;
}

const PRICE_MICROS = 150_000;

/** Its count is given back, and its money is spent or presumed to be: nobody knows, or it was made and billed. */
const SPENT = /couldn't find out whether|wasn't done after|couldn't fetch it\.|(Runware|MiniMax) couldn't finish it/;

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
    // Of one request, sent again under its id when the first had failed unheard, both results are there; the first may be billed.
    const isRunwares = ({ provider }: Payment) => provider === 'runware';
    const failed = round.failures.filter(isRunwares).length;
    switch (end?.shown) {
      case 'cover': {
        // Of two takes, one that failed may be billed as well.
        const billed = round.payments.some(isRunwares) ? Math.max(end.takes, wantedTakes) : end.takes;
        return [{ count: end.takes, micros: (billed + failed * wantedTakes) * PRICE_MICROS }];
      }
      case 'delivered':
      case 'kept': {
        // Runware alone makes two at once: while it was not there, nobody was offered two.
        const count = round.payments.some(isRunwares) ? wantedTakes : 1;
        return [{ count, micros: count * PRICE_MICROS }];
      }
      case 'failed': {
        return SPENT.test(end.text) ? [{ count: 0, micros: wantedTakes * PRICE_MICROS }] : [];
      }
      default:
        return [];
    }
  });
}
