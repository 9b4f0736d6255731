import { createCommands } from '../../commands/index.ts';
import { createLifetime } from '../../src/app/lifetime.ts';
import { openProviders } from '../../src/app/open-providers.ts';
import { openStores } from '../../src/app/open-stores.ts';
import { type Application, createApplication } from '../../src/application.ts';
import { alone } from '../../src/cluster/port.ts';
import type { Config } from '../../src/config/read-config.ts';
import { createDiscord } from '../../src/discord/discord.ts';
import { createGuildRoster } from '../../src/discord/guild-roster.ts';
import { createDispatch, type Dispatch } from '../../src/discord/interactions/dispatch.ts';
import { createRivals } from '../../src/discord/interactions/rivals.ts';
import { createAttachments } from '../../src/discord/rest/attachments.ts';
import { operatorTerms } from '../../src/domain/policy/operator-terms.ts';
import { USUAL_LUFS } from '../../src/domain/song/loudness.ts';
import { createJobRunner } from '../../src/jobs/runner/runner.ts';
import type { JobRunner } from '../../src/jobs/runner.ts';
import type { Logger } from '../../src/logger.ts';
import { createFeatureIds } from '../../src/store/feature-ids.ts';
import { createAudio } from './audio.ts';
import { createMemoryFiles, type Disk, noArchives } from './disk.ts';
import type { Fellows } from './fellows.ts';
import type { History } from './history.ts';
import type { Incarnation } from './incarnation.ts';
import type { DiscordPlayer } from './players/discord.ts';
import { createDiscordRest } from './players/discord-rest.ts';
import { createHttp, type HttpPlayer } from './players/http.ts';
import { createRandom, uuidFrom } from './random.ts';
import { behindQueueAll, createJobsFor, type SharedStore } from './store.ts';
import type { World } from './world.ts';

const LEASES_LAST_MS = 30_000;
/** Nearly all that a run finds by looking it finds as well if it looks a third as often, and a life costs a quarter less. */
const FLOORS_MS = { turns: 6_000, alarms: 15_000 };

export interface Bot {
  dispatch: Dispatch;
  application: Application;
  stop(): Promise<void>;
}

export interface BotOptions {
  world: World;
  history: History;
  incarnation: Incarnation;
  config: Config;
  store: SharedStore;
  disk: Disk;
  discord: DiscordPlayer;
  providers: ReadonlyMap<string, HttpPlayer>;
  away: ReadonlySet<string>;
  guildIds: readonly string[];
  /** Where there are others on the same store. */
  fellows: Fellows | undefined;
  log: Logger;
}

/** The real application with its real commands and providers, on what the world has in place of disks, networks and processes. */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { world, incarnation, config, disk, discord: discordPlayer, log } = options;
  const { clock } = incarnation;
  const isShared = options.fellows !== undefined;
  const lifetime = createLifetime(log);
  const random = createRandom(world.seed, 'random', incarnation.number);
  const newId = () => uuidFrom(random);
  const database = options.store.openFor(incarnation);
  const late: { application?: Application } = {};

  const quota = { ...config.quota, choiceOf: (guildId: string) => stores.operatorChoices.now().guilds[guildId] };
  const terms = (guildId: string) => operatorTerms({ ...config, quota }, guildId);
  const onFreed = (hashes: readonly string[]) => late.application?.filesFreed(hashes);
  const stores = behindQueueAll(incarnation, await openStores({ database, isShared, terms, onFreed, clock, log }));
  const rivals = createRivals({ clock, log });
  const fellows = options.fellows && lifetime.opened(options.fellows.of(incarnation), (it) => it.stop());
  const files = createMemoryFiles(incarnation, disk, isShared);
  const isAway = (provider: string, what: string, body: unknown): boolean => {
    if (!options.away.has(provider)) return false;
    const words = JSON.stringify(body ?? '');
    options.history.add({ kind: 'turned away', by: incarnation.number, provider, what, words });
    return true;
  };
  // Where several work on one database, they go by its clock.
  const sharedClock = isShared && { leaseNow: world.now };
  const jobs = createJobsFor(incarnation, { database, clock, log, admit: rivals.refuseIfThere, ...sharedClock });
  const providers = openProviders({
    chosen: config.providers,
    models: config.models,
    http: createHttp(incarnation, options.providers, isAway),
    files,
    featureIdsOf: (account) => createFeatureIds({ database, clock, account }),
    breakers: jobs.breakers,
    others: fellows ?? alone,
    signs: stores.providerSigns,
    onAccess: () => undefined,
    onPrices: (provider, prices) => late.application?.pricesPublished(provider, prices),
    lifetime,
    clock,
    random,
    newId,
    log,
  });
  const workerId = newId();
  const runner: JobRunner = await createJobRunner({
    jobs,
    leases: jobs.leasesOf({ workerId, ...(isShared && { lastsMs: LEASES_LAST_MS }) }),
    workerId,
    alarms: jobs.alarms,
    breakers: jobs.breakers,
    perGuild: config.runningPerGuild,
    slots: providers.slots,
    shared: isShared ? { random, floorsMs: FLOORS_MS } : undefined,
    clock,
    log,
  });
  const rest = createDiscordRest(incarnation, discordPlayer, options.away);
  const { botId, applicationId } = discordPlayer;
  const identity = () => ({ botId, applicationId });
  const attachments = createAttachments({ files, maximumBytes: config.uploadMemoryBytes });
  const discord = createDiscord({ rest, identity, attachments, clock });
  const guildRoster = createGuildRoster({
    ownGuilds: discord.ownGuilds,
    onGuilds: (guildIds) => late.application?.guildsListed(guildIds),
    clock,
    log,
  });
  const application = await createApplication(
    {
      jobs,
      alarms: jobs.alarms,
      runner,
      stores,
      files,
      archives: noArchives,
      ...createAudio(incarnation, disk),
      providers: providers.runtimes,
      discord,
      cluster: fellows,
      providerStates: providers.states,
      clock,
      random,
      log,
    },
    {
      ...config,
      quota,
      lufs: config.isEquallyLoud ? USUAL_LUFS : null,
      slots: providers.slots,
      watchedChannels: [],
      removeOldCopies: async () => 0,
      isShared,
    },
    { onPaid: () => undefined, onCapped: () => undefined, onAcceptedAgain: () => undefined },
  );
  late.application = application;
  const dispatch = createDispatch({
    commands: createCommands({ ...application, operator: config.operatorDesk, clock }),
    rest,
    attachments,
    load: {
      draft: stores.drafts.get,
      job: async (id, reader) => (await application.history.find(reader, id))?.job,
      settings: application.policyOf,
      block: application.blockOf,
      lastStyles: stores.lastStyles.of,
    },
    onTaken: rivals.met,
    onGuild(guildId) {
      application.guildHeard(guildId);
      guildRoster.heard(guildId);
    },
    clock,
    realTime: clock,
    log,
  });
  providers.start();
  await application.start();
  guildRoster.start(options.guildIds);

  return {
    dispatch,
    application,
    async stop() {
      await guildRoster.stop();
      await Promise.all([dispatch.close(), application.stop()]);
      await lifetime.close();
    },
  };
}
