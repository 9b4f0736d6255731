import type { Formats } from '../format.ts';

/** The greeting, setting the bot up, and help. */
export const joining = ({ number, counted, list, command, songLength, relativeTime }: Formats) => {
  const takes = { one: 'take', other: 'takes' };
  return {
    'command.help': () => 'What you can make here, what it costs you, and who sees it',

    'greeting.what': () =>
      '**Hi! I make AI covers.** Give me a song and say how it should sound: same melody, new voice, new instruments, new style.',
    'greeting.how': () => `Try ${command('cover')} – and ${command('help')} says what's possible here.`,
    'greeting.setUp': () => 'Do you manage this server? **Set up** asks three questions and tries it out.',
    'greeting.private': () => "I may not write in this server's system channel, so only you see this – and only once.",
    'button.setUp': () => 'Set up',

    'setUp.title': () => '**Three questions, and you can try it.**',
    'setUp.where': (params: { value: string }) => `**Where do covers go?** ${params.value}`,
    'setUp.who': (params: { value: string }) => `**Who may make them?** ${params.value}`,
    'setUp.howMany': (params: { value: string }) => `**How many takes a day does each member get?** ${params.value}`,
    'setUp.checks': (params: { channelId: string }) => `**What I need in <#${params.channelId}>:**`,
    'setUp.check': (params: { name: string; has: boolean }) => `${params.has ? '✓' : '✗'} ${params.name}`,
    'setUp.fix': () =>
      'Give me what has a ✗ in that channel’s settings under **Permissions**, then press **Check again**.',
    'setUp.wrongKind': () => "✗ I can't post covers there. Choose another channel.",
    'setUp.unknown': () => "Discord doesn't tell me right now. Press **Check again** in a moment.",
    'setUp.next': () =>
      `**Try it** makes a cover of a song that I brought along. It counts as one of your takes. Everything else: ${command('cover-settings')}`,
    'setUp.tried': () =>
      `My own song has been tried enough here – use one of yours. Everything else: ${command('cover-settings')}`,
    'setUp.daily': (params: { count: number | null }) =>
      params.count === null ? 'As many as they like' : `${counted(params.count, takes)} a day`,
    'setUp.placeholder.where': () => 'Where covers go (none: here)',
    'setUp.placeholder.who': () => 'Who may (none: everybody)',
    'setUp.placeholder.howMany': () => 'How many takes a day',
    'button.tryIt': () => 'Try it',
    'button.lookAgain': () => 'Check again',
    'tryIt.style': () => 'warm lo-fi jazz, soft female voice, brushed drums, upright bass, piano',

    'help.where': (params: { channels: string; roles: string; target: string | null }) =>
      `**Where and who:** ${params.channels}, ${params.roles}.${params.target === null ? '' : ` Covers are posted in ${params.target}.`}`,
    'help.models': (params: {
      names: readonly string[];
      more: number;
      length: { minimumSeconds: number; maximumSeconds: number } | null;
    }) => {
      const names = list([...params.names, ...(params.more === 0 ? [] : [`${number(params.more)} more`])]);
      if (params.length === null) return `**Made by:** ${names}.`;
      const { minimumSeconds, maximumSeconds } = params.length;
      return `**Made by:** ${names}. Songs from ${songLength(minimumSeconds)} to ${songLength(maximumSeconds)}.`;
    },
    'help.cost': (params: { left: number | null; limit: number; renewsAt: number }) =>
      params.left === null
        ? '**Costs you:** one take for each version, and nobody counts yours.'
        : `**Costs you:** one take for each version. ${number(params.left)} of ${counted(params.limit, takes)} left today (resets ${relativeTime(params.renewsAt)}).`,
    'help.sees': (params: { isPrivateFirst: boolean }) =>
      params.isPrivateFirst
        ? '**Who sees it:** only you, until you post it – unless you want it posted at once. Then everyone in the channel can play, vote and remix it.'
        : '**Who sees it:** everyone in the channel can play, vote on and remix the cover. Forms and waiting are just for you.',
    'help.songs': (params: { wantsRightsTick: boolean }) =>
      `**Whose songs:** your own, or ones that you may use${params.wantsRightsTick ? ' – I ask' : ''}. To keep others off yours: ${command('privacy uploads')}`,
    'help.more': () => `${command('covers queue')} · ${command('covers top')} · ${command('quota')}`,
    'button.mine': () => 'My covers',
  };
};
