import type { ProviderTrouble } from '../../providers/sandbox.ts';
import type { BotKeeper } from '../bot-keeper.ts';
import type { Stage } from '../whole-sandbox.ts';

/** Something that can be made to go wrong once, and is then waiting for its moment. */
export interface Trouble {
  id: string;
  label: string;
  about: string;
  readonly isArmed: boolean;
  readonly hits: number;
  setArmed(isArmed: boolean): void;
}

interface Armed {
  readonly hits: number;
  remove(): void;
}

/** How often the armed trouble is looked at whose consequence is a kill, in real milliseconds. */
const LOOK_MS = 20;

/** Everything that the page offers to go wrong, at the provider, at Discord and in the bot. */
export function createTroubles(stage: Stage, bot: Pick<BotKeeper, 'kill'>): readonly Trouble[] {
  const provider = (kind: ProviderTrouble, times: number) => () => stage.provider.trouble(kind, times);

  const crash = (): Armed => {
    const lost = stage.provider.trouble('lostAnswer', 1);
    const look = setInterval(() => {
      if (lost.hits === 0) return;
      clearInterval(look);
      void bot.kill();
    }, LOOK_MS).unref();
    return {
      get hits() {
        return lost.hits;
      },
      remove() {
        clearInterval(look);
        lost.remove();
      },
    };
  };

  return [
    troubleOf({
      id: 'tooMany',
      label: 'Provider: 429',
      about: 'The next paid request is refused: too many requests.',
      times: 1,
      arm: provider('tooMany', 1),
    }),
    troubleOf({
      id: 'broken',
      label: 'Provider: 500',
      about: 'The next paid request fails, and nobody says whether it was taken.',
      times: 1,
      arm: provider('broken', 1),
    }),
    troubleOf({
      id: 'crash',
      label: 'Crash after paying',
      about: 'The provider takes the next order, then the bot is killed before it hears so. It comes back by itself.',
      times: 1,
      arm: crash,
    }),
    troubleOf({
      id: 'deadLink',
      label: 'Result link expired',
      about: 'The next finished music cannot be fetched by its link.',
      times: 1,
      arm: provider('deadLink', 1),
    }),
    troubleOf({
      id: 'hiccup',
      label: 'Discord: hiccup',
      about: 'Discord cuts the connection and answers the next two new messages with 500.',
      times: 2,
      arm() {
        const { faults, gateway } = stage.discord;
        gateway.drop();
        return faults.add({ method: 'POST', route: '/channels/:channelId/messages', kind: '500', times: 2 });
      },
    }),
  ];
}

interface TroubleOptions extends Pick<Trouble, 'id' | 'label' | 'about'> {
  /** How often it strikes until it is over. */
  times: number;
  arm(): Armed;
}

function troubleOf({ times, arm, ...facts }: TroubleOptions): Trouble {
  let armed: Armed | undefined;
  let past = 0;
  /** What has struck often enough is over. */
  const settle = () => {
    if (!armed || armed.hits < times) return;
    past += armed.hits;
    armed = undefined;
  };

  return {
    ...facts,
    get isArmed() {
      settle();
      return armed !== undefined;
    },
    get hits() {
      settle();
      return past + (armed?.hits ?? 0);
    },
    setArmed(isArmed) {
      settle();
      if (isArmed === (armed !== undefined)) return;
      past += armed?.hits ?? 0;
      armed?.remove();
      armed = isArmed ? arm() : undefined;
    },
  };
}
