import { type BotKeeper, createBotKeeper } from '../bot-keeper.ts';
import { openStage, type Stage } from '../whole-sandbox.ts';
import { type Cast, createCast } from './cast.ts';
import { type NamedOffer, speeds } from './offers.ts';
import { playOpening } from './opening.ts';
import { createSamples } from './samples.ts';
import { createPanel } from './server/panel.ts';
import type { RoomOptions } from './server/room.ts';
import { startPageServer } from './server/start-page-server.ts';
import { tries } from './tries.ts';
import { createTroubles } from './troubles.ts';

export interface PlaygroundOptions {
  /** 0 takes any free one. */
  port: number;
  /** How many after it are tried while they are taken; none when not said. */
  portsAfter?: number;
  offer: NamedOffer;
  speed?: (typeof speeds)[number]['id'];
  /** How long a provider works on a cover, in the sandbox's time. */
  generationMs: number;
  /** Whether there are a song, a cover and a remix in the first channel, which are made while one looks on. */
  hasOpening?: boolean;
  /** The file that the demo was started with. */
  ownSong?: { name: string; data: Uint8Array } | undefined;
  onBotLog?: (line: string) => void;
}

/** The whole bot in a web page: the stand-ins, the bot as a process, and the page's server. */
export interface Playground {
  url: string;
  /** These are others after a reset. */
  readonly stage: Stage;
  readonly cast: Cast;
  /** Resolves when the bot is at work; rejects with why it is not. */
  started: Promise<void>;
  close(): Promise<void>;
}

const LINES_KEPT = 200;
/** How long a bot that crashed stays down, in real milliseconds: long enough to be seen. */
const DOWN_MS = 2_000;

export async function openPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { port, portsAfter = 0 } = options;
  const samples = createSamples(options.ownSong);
  let isClosed = false;
  let resetting: Promise<void> | undefined;

  const reset = async () => {
    const before = house;
    house = await openHouse(options, samples, startReset);
    page.enter(house.room);
    house.begin().catch(() => {});
    await before.close();
    if (isClosed) await house.close();
  };
  /** One at a time: whoever asks meanwhile gets the same new beginning. */
  const startReset = () => {
    resetting ??= reset().finally(() => {
      resetting = undefined;
    });
    return resetting;
  };

  let house = await openHouse(options, samples, startReset);
  const page = await startPageServer({ room: house.room, port, portsAfter }).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  const started = house.begin();
  started.catch(() => {});
  return {
    url: page.url,
    get stage() {
      return house.room.stage;
    },
    get cast() {
      return house.room.cast;
    },
    started,
    async close() {
      isClosed = true;
      await page.close();
      await house.close();
      await resetting?.catch(() => {});
    },
  };
}

/** The stand-ins with everybody in them, and the bot that is not started yet. */
interface House {
  room: RoomOptions;
  /** Resolves when the bot is at work; rejects with why it is not. */
  begin(): Promise<void>;
  close(): Promise<void>;
}

async function openHouse(
  { offer, speed = 'fast', generationMs, hasOpening = false, onBotLog = () => {} }: PlaygroundOptions,
  samples: RoomOptions['samples'],
  reset: () => Promise<void>,
): Promise<House> {
  const log: string[] = [];
  const note = (line: string) => {
    log.push(line);
    log.splice(0, log.length - LINES_KEPT);
  };
  const stage = await openStage({
    speed: speeds.find(({ id }) => id === speed)?.speed ?? 1,
    generationMs,
    offer,
    onBotLog(line) {
      note(line);
      onBotLog(line);
    },
  });
  const cast = createCast(stage.discord);
  stage.setOperator(cast.operator);
  const bot: BotKeeper = createBotKeeper({ startBot: stage.startBot, downMs: DOWN_MS });
  const troubles = createTroubles(stage, bot);
  const panel = createPanel({ stage, bot, troubles, log, offer, reset });
  return {
    room: { stage, cast, samples, panel, tries },
    async begin() {
      const started = bot.start().then(() => {
        if (bot.status.problem !== null) throw new Error(bot.status.problem);
      });
      // Whoever looks on can do everything meanwhile, also what makes an end of it.
      if (hasOpening) {
        playOpening({ discord: stage.discord, cast, samples, started }).catch((error: Error) => {
          note(`the opening came to an end: ${error.message}`);
        });
      }
      await started;
    },
    async close() {
      await bot.close();
      await stage.close();
    },
  };
}
