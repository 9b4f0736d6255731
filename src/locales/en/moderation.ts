import type { ModerationKind } from '../../domain/moderation/moderation.ts';
import type { Formats } from '../format.ts';

interface Said {
  by: string;
  member: string | null;
  until: number | null;
  count: number | null;
  /** Names of the settings that were changed. */
  settings: readonly string[];
}

/** What moderators read and what they send. What members wrote arrives escaped. */
export const moderation = ({ number, counted, list, plural, hours, days, dateTime }: Formats) => {
  const takes = { one: 'take', other: 'takes' };
  const whom = ({ member }: Said) => member ?? 'a member who has left no name';
  const gone = ({ count }: Said) =>
    count === null || count < 2 ? 'the cover' : counted(count, { one: 'cover', other: 'covers' });
  const waiting = ({ count }: Said) =>
    count === null || count === 0 ? '' : ` ${counted(count, { one: 'cover', other: 'covers' })} of theirs stopped.`;
  const done: Record<ModerationKind, (said: Said) => string> = {
    block: (said) =>
      `${said.by} blocked ${whom(said)}${said.until === null ? ', until somebody lifts it' : ` until ${dateTime(said.until)}`}.${waiting(said)}`,
    unblock: (said) => `${said.by} lifted the block of ${whom(said)}.`,
    warn: (said) => `${said.by} warned ${whom(said)}.`,
    delete: (said) => `${said.by} deleted ${gone(said)} of ${whom(said)}.`,
    takeDown: (said) => `${said.by} took down ${gone(said)} of ${whom(said)}, with remixes, and blocked the song.`,
    blockSong: (said) => `${said.by} blocked the song that ${whom(said)} had covered.`,
    dismiss: (said) => `${said.by} dismissed it.`,
    cancel: (said) => `${said.by} cancelled a cover of ${whom(said)}.`,
    refund: (said) => `${said.by} gave ${whom(said)} ${counted(said.count ?? 0, takes)} back.`,
    give: (said) => `${said.by} gave ${whom(said)} ${counted(said.count ?? 0, takes)} more.`,
    approve: (said) => `${said.by} let the cover of ${whom(said)} be posted.`,
    refuse: (said) => `${said.by} refused the cover of ${whom(said)}.`,
    settings: (said) =>
      `${said.by} changed ${said.settings.length === 0 ? 'the settings' : `**${list(said.settings)}** in the settings`}.`,
  };

  return {
    'command.moderateMessage': () => 'Moderate this cover',
    'command.mod': () => 'Look after covers in this server',
    'command.mod.block': () => 'Keep a member from making covers for a time',
    'command.mod.unblock': () => 'Let a member make covers again',
    'command.mod.list': () => 'Who is blocked, and what moderators did last',
    'command.mod.cancel': () => 'Take a cover out of the line',
    'command.mod.refund': () => 'Give the takes of a cover back to its member',
    'command.mod.give': () => 'Give a member more takes for today and this month',
    'command.mod.history': () => 'What a member had made, and what moderators did about it',
    'command.mod.member': () => 'Who',
    'command.mod.for': () => 'For how long',
    'command.mod.cover': () => 'Which one',
    'command.mod.takes': () => 'How many',
    'command.mod.reason': () => 'Why; the member reads it only with a warning',
    'moderation.hours': (params: { count: number }) => {
      if (params.count === 0) return 'Until it is lifted';
      return params.count % 24 === 0 ? days(params.count / 24) : hours(params.count);
    },

    'moderation.did': (params: Said & { kind: ModerationKind }) => done[params.kind](params),
    'moderation.reason': (params: { reason: string }) => `-# Why: ${params.reason}`,
    'moderation.warned': (params: { isTold: boolean | null }) =>
      params.isTold === null
        ? "-# I can't tell whether the message arrived."
        : params.isTold
          ? '-# The message arrived.'
          : "-# The message didn't arrive: they take no direct messages. Tell them yourself.",
    'moderation.undone': (params: { by: string }) => `-# Taken back by ${params.by}.`,
    'moderation.someone': () => 'A moderator',

    'moderation.title': (params: { song: string | null; member: string }) =>
      params.song === null ? `**A song** by ${params.member}` : `**A cover of ${params.song}** by ${params.member}`,
    'moderation.notPosted': () => '-# It is not posted, so nobody but its member sees it.',
    'moderation.style': (params: { style: string }) => `-# Style: ${params.style}`,
    'moderation.blockedNow': (params: { until: number | null }) =>
      params.until === null ? '-# The member is blocked.' : `-# The member is blocked until ${dateTime(params.until)}.`,
    'button.mod.delete': () => 'Delete',
    'button.mod.takeDown': (params: { remixes: number }) =>
      params.remixes === 0
        ? 'Take down'
        : plural(params.remixes, {
            one: 'Take down with its remix',
            other: `Take down with its ${number(params.remixes)} remixes`,
          }),
    'button.mod.blockSong': () => 'Block the song',
    'button.mod.warn': () => 'Warn',
    'button.mod.block': () => 'Block member',
    'button.mod.dismiss': () => 'Dismiss',
    'button.mod.history': () => 'History',
    'button.mod.undo': () => 'Undo',

    'button.mod.approve': () => 'Post',
    'button.mod.refuse': () => 'Refuse',
    'approval.asks': (params: {
      song: string | null;
      member: string;
      channel: string;
      why: 'all' | 'newMember' | 'word';
    }) =>
      `${params.song === null ? '**A song**' : `**A cover of ${params.song}**`} by ${params.member} waits to be posted in ${params.channel}` +
      `${{ all: '', newMember: ', as they are new here', word: ', as it has a flagged word' }[params.why]}.`,
    'approval.until': (params: { until: number }) =>
      `-# If nobody decides by ${dateTime(params.until)}, it stays with its member.`,
    'approval.grantedBy': (params: { name: string }) => `Posted by ${params.name}`,
    'approval.refusedBy': (params: { name: string }) => `Refused by ${params.name}`,
    'moderation.form.refuse': () => 'Refuse to have it posted',
    'moderation.form.delete': () => 'Delete the cover',
    'moderation.form.takeDown': () => 'Take down the cover and its remixes',
    'moderation.form.blockSong': () => 'Block the song',
    'moderation.form.warn': () => 'Warn the member',
    'moderation.form.block': () => 'Block the member',
    'moderation.form.dismiss': () => 'Dismiss the report',
    'moderation.form.reason': () => 'Why?',
    'moderation.form.reason.hint': (params: { isSent: boolean }) =>
      params.isSent
        ? 'The member gets this as a direct message. It may be empty.'
        : 'For the moderators. It may be empty.',
    'moderation.form.reason.example': () => 'It insults a member',
    'moderation.form.for': () => 'For how long?',
    'moderation.form.for.hint': () => 'What waits of theirs is cancelled and given back.',

    'moderation.warning': (params: { server: string | null; song: string | null }) =>
      `The moderators of ${params.server === null ? 'a server' : `**${params.server}**`} have a word about ` +
      `${params.song === null ? 'a song' : `your cover of **${params.song}**`} that you had made there:`,
    'moderation.warning.none': () => 'Please keep to the rules of the server.',

    'moderation.blocks': () => '**Blocked from making covers**',
    'moderation.blocks.none': () => 'Nobody is blocked.',
    'moderation.blocks.entry': (params: { member: string; until: number | null }) =>
      params.until === null
        ? `${params.member} – until it is lifted`
        : `${params.member} – until ${dateTime(params.until)}`,
    'moderation.latest': () => '**What moderators did last**',
    'moderation.latest.none': () => 'Nothing yet.',
    'moderation.history': (params: { member: string }) => `**What I know of ${params.member} here**`,
    'moderation.history.none': () => 'They had nothing made here.',
    'moderation.history.entry': (params: { name: string; at: number; url: string | null }) =>
      `${params.url === null ? params.name : `[${params.name}](${params.url})`} · ${dateTime(params.at)}${params.url === null ? ' · private' : ''}`,
    'moderation.placeholder.lift': () => 'Lift a block…',
    'moderation.placeholder.undo': () => 'Undo…',
    'moderation.choice.block': (params: { id: string }) => `Member ${params.id}`,
    'moderation.choice.action': (params: { kind: ModerationKind }) =>
      ({ block: 'Block', warn: 'Warning', blockSong: 'Blocked song', give: 'Given takes', settings: 'Settings' })[
        params.kind as 'block'
      ] ?? params.kind,
  };
};
