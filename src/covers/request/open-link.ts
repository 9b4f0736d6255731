import type { Clock } from '../../clock.ts';
import type { HistoryEntry } from '../../domain/cover.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Job } from '../../domain/job.ts';
import { type GivenLink, isHostAllowed, readGivenLink } from '../../domain/song/given-link.ts';
import { UserError } from '../../errors.ts';
import type { Library } from '../../jobs/library.ts';
import type { CoverHistory, Reader } from '../library/history.ts';

/** What a link leads to: a song to be downloaded, or a cover of the bot's own. */
export type OpenedLink = { kind: 'song'; song: NonNullable<Draft['song']> } | { kind: 'cover'; job: Job };

export interface OpenLinkDeps {
  jobs: Pick<Library, 'coverWithMessage'>;
  history: Pick<CoverHistory, 'find'>;
  /** From which songs may be fetched, by name or as `*.` and what a name ends in. */
  linkHosts: readonly string[];
  clock: Pick<Clock, 'now'>;
}

/**
 * Says what stands behind the link or the id that a member gives in place of a song. Nothing is downloaded, and a cover that they
 * may not see is as good as none. Throws `UserError`.
 */
export type OpenLink = (reader: Reader, text: string) => Promise<OpenedLink>;

export function createOpenLink({ jobs, history, linkHosts, clock }: OpenLinkDeps): OpenLink {
  const coverOf = async (reader: Reader, id: string): Promise<Job | undefined> => {
    const byMessage = async (): Promise<HistoryEntry | undefined> => {
      const cover = await jobs.coverWithMessage(reader.guildId, id);
      return cover && history.find(reader, cover.id);
    };
    const entry = (await history.find(reader, id)) ?? (await byMessage());
    return entry?.cover && entry.job;
  };

  const coverMeant = async (reader: Reader, link: GivenLink & { kind: 'message' | 'id' }): Promise<OpenedLink> => {
    const isHere = link.kind === 'id' || link.guildId === reader.guildId;
    const job = isHere ? await coverOf(reader, link.kind === 'id' ? link.id : link.messageId) : undefined;
    if (job) return { kind: 'cover', job };
    throw new UserError({ key: link.kind === 'id' ? 'link.noCover' : 'link.message', params: {} });
  };

  return async function openLink(reader, text) {
    const link = readGivenLink(text);
    switch (link.kind) {
      case 'message':
      case 'id':
        return coverMeant(reader, link);
      case 'attachment': {
        const { url, name, expiresAt } = link;
        if (expiresAt !== null && expiresAt <= clock.now()) throw new UserError({ key: 'link.expired', params: {} });
        // Whose it is nobody can tell by its address: whoever gives it in answers for it, as with a file of their own.
        return { kind: 'song', song: { kind: 'link', url, name, sizeBytes: null, expiresAt, posterId: null } };
      }
      case 'file': {
        const { url, name, hostname } = link;
        if (!isHostAllowed(hostname, linkHosts))
          throw new UserError({ key: 'link.host', params: { hosts: linkHosts } });
        const song = {
          kind: 'link',
          url,
          name,
          sizeBytes: null,
          expiresAt: null,
          posterId: null,
          isWeb: true,
        } as const;
        return { kind: 'song', song };
      }
      case 'streaming':
        throw new UserError({ key: 'link.streaming', params: { service: link.service } });
      case 'unreadable':
        throw new UserError({ key: 'link.unreadable', params: {} });
    }
  };
}
