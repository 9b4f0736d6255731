import type { Clock } from '../src/clock.ts';
import type { CancelCover } from '../src/covers/cancel.ts';
import type { PostKept } from '../src/covers/deliver/post-kept.ts';
import type { LookAtCoverChannel } from '../src/covers/joining/cover-channel.ts';
import type { ExampleSong } from '../src/covers/joining/example-song.ts';
import type { Greeter } from '../src/covers/joining/greeter.ts';
import type { CoverExport } from '../src/covers/library/export/export-covers.ts';
import type { CoverHistory } from '../src/covers/library/history.ts';
import type { Originals } from '../src/covers/library/originals.ts';
import type { Removal } from '../src/covers/library/removal.ts';
import type { ReportCover } from '../src/covers/library/report.ts';
import type { Moderation } from '../src/covers/moderation/moderation.ts';
import type { OperatorDesk } from '../src/covers/operator/operator-desk.ts';
import type { Privacy } from '../src/covers/privacy.ts';
import type { GetQuotaUsage } from '../src/covers/quota-usage.ts';
import type { LyricsHelp } from '../src/covers/request/lyrics-draft.ts';
import type { OpenLink } from '../src/covers/request/open-link.ts';
import type { Remixes } from '../src/covers/request/remix.ts';
import type { CoverRequests } from '../src/covers/request/request.ts';
import type { ServerSettings } from '../src/covers/server-settings.ts';
import type { Model } from '../src/domain/models.ts';
import type { KeptFor } from '../src/domain/policy/kept-for.ts';
import type { Library } from '../src/jobs/library.ts';
import type { Drafts, LastStyles } from '../src/store/port.ts';

/** What commands can have done for them. */
export interface CommandDeps {
  requests: Pick<CoverRequests, 'begin' | 'prepare' | 'accept' | 'newTry' | 'chooseBestPart'>;
  cancelCover: CancelCover;
  postKept: PostKept;
  drafts: Pick<Drafts, 'get' | 'save' | 'change' | 'discard' | 'of'>;
  lastStyles: Pick<LastStyles, 'add'>;
  /** In the order in which they are offered; options and forms follow the first one of a kind. */
  models: readonly Model[];
  lyrics: LyricsHelp;
  remixes: Remixes;
  openLink: OpenLink;
  vote: Library['vote'];
  votesOf(coverId: string): Promise<number>;
  history: CoverHistory;
  originals: Originals;
  coverExport: Pick<CoverExport, 'run'>;
  removal: Removal;
  report: ReportCover;
  moderation: Moderation;
  getQuotaUsage: GetQuotaUsage;
  serverSettings: ServerSettings;
  takePrivateGreeting: Greeter['takePrivate'];
  coverChannel: LookAtCoverChannel;
  exampleSong: ExampleSong;
  privacy: Privacy;
  operatorDesk: OperatorDesk;
  /** Who runs the bot, and in which servers they do so. */
  operator: { guildIds: readonly string[]; memberIds: readonly string[] };
  clock: Clock;
  /** For how long what is stored about a member stays. */
  keptFor: KeptFor;
}
