import { createBotKeeper } from '../bot-keeper.ts';
import { openStage, type Stage } from '../whole-sandbox.ts';
import { type Cast, createCast } from './cast.ts';
import { type NamedOffer, speeds } from './offers.ts';
import { createSamples } from './samples.ts';
import { createPanel } from './server/panel.ts';
import { startPageServer } from './server/start-page-server.ts';
import { createTroubles } from './troubles.ts';

export interface PlaygroundOptions {
  /** 0 takes any free one. */
  port: number;
  offer: NamedOffer;
  speed?: (typeof speeds)[number]['id'];
  /** How long a provider works on a cover, in the sandbox's time. */
  generationMs: number;
  /** The file that the demo was started with. */
  ownSong?: { name: string; data: Uint8Array } | undefined;
  onBotLog?: (line: string) => void;
}

/** The whole bot in a web page: the stand-ins, the bot as a process, and the page's server. */
export interface Playground {
  url: string;
  stage: Stage;
  cast: Cast;
  /** Resolves when the bot is at work; rejects with why it is not. */
  started: Promise<void>;
  close(): Promise<void>;
}

const LINES_KEPT = 200;
/** How long a bot that crashed stays down, in real milliseconds: long enough to be seen. */
const DOWN_MS = 2_000;

export async function openPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { port, offer, speed = 'fast', generationMs, ownSong, onBotLog = () => {} } = options;
  const log: string[] = [];
  const stage = await openStage({
    speed: speeds.find(({ id }) => id === speed)?.speed ?? 1,
    generationMs,
    offer,
    onBotLog(line) {
      log.push(line);
      log.splice(0, log.length - LINES_KEPT);
      onBotLog(line);
    },
  });
  const cast = createCast(stage.discord);
  const bot = createBotKeeper({ startBot: stage.startBot, downMs: DOWN_MS });
  const troubles = createTroubles(stage, bot);
  const panel = createPanel({ stage, bot, troubles, log, offer });
  const page = await startPageServer({ stage, cast, samples: createSamples(ownSong), panel, port }).catch(
    async (error: unknown) => {
      await stage.close();
      throw error;
    },
  );
  const started = bot.start().then(() => {
    if (bot.status.problem !== null) throw new Error(bot.status.problem);
  });
  started.catch(() => {});
  return {
    url: page.url,
    stage,
    cast,
    started,
    async close() {
      await page.close();
      await bot.close();
      await stage.close();
    },
  };
}
