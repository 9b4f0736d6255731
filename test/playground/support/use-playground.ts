import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { SandboxGuild, SandboxMember } from '../../../src/sandbox/discord/types.ts';
import { offers } from '../../../src/sandbox/playground/page/offers.ts';
import {
  openPlayground,
  type Playground,
  type PlaygroundOptions,
} from '../../../src/sandbox/playground/page/open-playground.ts';
import { openBrowser } from './browser.ts';
import { shortSong } from './short-song.ts';
import { type VisitOptions, visit } from './visit.ts';

/** One playground and one browser for all tests of a suite. */
export function usePlayground(
  options: Pick<PlaygroundOptions, 'speed' | 'generationMs' | 'hasOpening'> & Partial<Pick<PlaygroundOptions, 'offer'>>,
) {
  let browser: Browser;
  let playground: Playground;

  beforeAll(async () => {
    const [offer] = offers;
    const ownSong = await shortSong();
    [browser, playground] = await Promise.all([openBrowser(), openPlayground({ port: 0, offer, ownSong, ...options })]);
    await playground.started;
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), playground?.close()]);
  });

  return {
    visit: (as?: VisitOptions): Promise<Page> => visit(browser, playground.url, as),
    /** Covers that were paid for up to now. */
    paidRequests: () => playground.stage.provider.paidRequests(),
    /** Until it is taken away, no cover gets done: the provider tells nothing of what is paid for, and nobody else is asked. */
    holdCovers: () => playground.stage.provider.trouble('noNews', Number.POSITIVE_INFINITY),
    /** By the stand-ins' clock, in milliseconds since the epoch. */
    now: () => playground.stage.clock.now(),
    /** Somebody in the first server, who acts beside the page. */
    member(name: string): SandboxMember {
      const { people, places } = playground.cast;
      const person = people.find((one) => one.name === name);
      if (!person) throw new Error(`there is no ${name}`);
      return person.memberIn(places[0]?.guild.id);
    },
    guild(): SandboxGuild {
      const [place] = playground.cast.places;
      if (!place) throw new Error('there is no server');
      return place.guild;
    },
  };
}
