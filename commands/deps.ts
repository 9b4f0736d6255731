import type { CancelCover } from '../src/covers/cancel.ts';
import type { LyricsHelp } from '../src/covers/lyrics-draft.ts';
import type { CoverRequests } from '../src/covers/request.ts';
import type { Model } from '../src/domain/models.ts';
import type { Drafts } from '../src/store/port.ts';

/** What commands can have done for them. */
export interface CommandDeps {
  requests: Pick<CoverRequests, 'begin' | 'request' | 'newTry'>;
  cancelCover: CancelCover;
  drafts: Drafts;
  /** In the order in which they are offered; options and forms follow the first one of a kind. */
  models: readonly Model[];
  lyrics: LyricsHelp;
}
