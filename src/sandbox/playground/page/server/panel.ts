import type { LoggedRequest } from '../../../discord/request-log.ts';
import type { ProviderRequest } from '../../../providers/sandbox.ts';
import type { BotKeeper } from '../../bot-keeper.ts';
import type { JobEvent } from '../../operator-events.ts';
import type { Stage } from '../../whole-sandbox.ts';
import { type NamedOffer, offers, speeds } from '../offers.ts';
import type { Trouble } from '../troubles.ts';
import type { WireControl, WireJob, WirePanel, WireRequest } from '../wire.ts';

/** What happens behind the scenes, and the hands that reach there. */
export interface Panel {
  show(): WirePanel;
  /** Resolves when it is done. Throws where there is nothing of that name. */
  control(wish: WireControl): Promise<void>;
}

interface PanelOptions {
  stage: Stage;
  bot: BotKeeper;
  troubles: readonly Trouble[];
  /** The newest lines. */
  log: readonly string[];
  offer: NamedOffer;
  /** Begins everything anew. */
  reset(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** So far into the next day is gone, that no clock is still in the last one. */
const INTO_DAY_MS = 60_000;
const JOBS_SHOWN = 20;
const REQUESTS_SHOWN = 40;
const LINES_SHOWN = 60;
/** Of a request's body; the rest is cut. */
const BODY_CHARACTERS = 600;

export function createPanel({ stage, bot, troubles, log, offer: firstOffer, reset }: PanelOptions): Panel {
  const jobs = new Map<string, WireJob>();
  const choices = offers.some(({ id }) => id === firstOffer.id) ? offers : [firstOffer, ...offers];
  let offer = firstOffer;

  bot.onJob((event) => {
    jobs.set(event.id, withState(jobs.get(event.id), event));
    for (const [oldest] of jobs) {
      if (jobs.size <= JOBS_SHOWN) break;
      jobs.delete(oldest);
    }
  });

  const acts = {
    async bot({ to }: Extract<WireControl, { type: 'bot' }>) {
      await bot[to]();
    },
    async speed({ id }: Extract<WireControl, { type: 'speed' }>) {
      stage.setSpeed(named(speeds, id).speed);
      await bot.restart();
    },
    async offer({ id }: Extract<WireControl, { type: 'offer' }>) {
      offer = named(choices, id);
      await stage.setOffer(offer);
      await bot.restart();
    },
    async trouble({ id, isArmed }: Extract<WireControl, { type: 'trouble' }>) {
      named(troubles, id).setArmed(isArmed);
    },
    async nextDay() {
      const wasStopped = bot.status.state === 'stopped';
      // A bot that looks on would see time jump, which it never does in life.
      await bot.stop();
      stage.clock.skip(DAY_MS - (stage.clock.now() % DAY_MS) + INTO_DAY_MS);
      if (!wasStopped) await bot.start();
    },
  };

  return {
    show: () => ({
      bot: bot.status,
      speed: {
        current: speeds.find(({ speed }) => speed === stage.clock.speed)?.id ?? '',
        choices: speeds.map(({ id, label }) => ({ id, label })),
      },
      offer: { current: offer.id, choices: choices.map(({ id, label }) => ({ id, label })) },
      troubles: troubles.map(({ id, label, about, isArmed, hits }) => ({ id, label, about, isArmed, hits })),
      money: {
        spentMicros: sum(stage.providers.map(({ money }) => money.spentMicros)),
        paidRequests: sum(stage.providers.map(({ money }) => money.paid.length)),
      },
      jobs: [...jobs.values()].reverse(),
      requests: newestRequests(stage),
      log: log.slice(-LINES_SHOWN),
    }),
    async control(wish) {
      switch (wish.type) {
        case 'bot':
          return acts.bot(wish);
        case 'speed':
          return acts.speed(wish);
        case 'offer':
          return acts.offer(wish);
        case 'trouble':
          return acts.trouble(wish);
        case 'nextDay':
          return acts.nextDay();
        case 'reset':
          return reset();
      }
    },
  };
}

function named<Item extends { id: string }>(items: readonly Item[], id: string): Item {
  const item = items.find((candidate) => candidate.id === id);
  if (!item) throw new Error(`there is no ${id}`);
  return item;
}

function withState(job: WireJob | undefined, event: JobEvent): WireJob {
  const { id, state, at, provider, model, failure } = event;
  const before = job?.states ?? [];
  const isNew = before.at(-1)?.state !== state;
  return { id, provider, model, failure, states: isNew ? [...before, { state, at }] : before };
}

function newestRequests({ providers, discord }: Stage): WireRequest[] {
  const paid = providers.flatMap(({ name, requests }) =>
    requests.slice(-REQUESTS_SHOWN).map((request) => ofProvider(name, request)),
  );
  const rest = discord.log.entries.slice(-REQUESTS_SHOWN).map(ofDiscord);
  return [...paid, ...rest].sort((left, right) => right.at - left.at).slice(0, 2 * REQUESTS_SHOWN);
}

function ofProvider(to: string, { at, method, path, status, fault, body }: ProviderRequest): WireRequest {
  return { at, to, method, path, status: status ?? null, fault: fault ?? null, body: shortened(body) };
}

function ofDiscord({ at, method, route, status, body }: LoggedRequest): WireRequest {
  return { at, to: 'discord', method, path: route, status: status || null, fault: null, body: shortened(body) };
}

function shortened(body: unknown): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  return text.length > BODY_CHARACTERS ? `${text.slice(0, BODY_CHARACTERS)}…` : text;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
