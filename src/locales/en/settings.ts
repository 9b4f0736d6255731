import type { SettingKey, SettingPage } from '../../domain/policy/guild-settings.ts';
import type { Formats } from '../format.ts';

interface Named {
  name: string;
}

type Names = { [Key in `settings.name.${SettingKey}` | `settings.about.${SettingKey}`]: () => string };

type Pages = { [Key in `settings.page.${SettingPage}` | `settings.page.${SettingPage}.about`]: () => string };

/** `/cover-settings`. What members and moderators wrote arrives escaped. */
export const settings = ({ number, counted, plural, list, money, minutes, hours, days }: Formats) => {
  const names: Names = {
    'settings.name.channelIds': () => 'Channels for asking',
    'settings.about.channelIds': () => 'Where members may ask for covers, threads included. None chosen: everywhere.',
    'settings.name.remixChannelIds': () => 'Where covers go',
    'settings.about.remixChannelIds': () =>
      'A text channel, forum or media channel that all covers are posted in. None chosen: where they are asked for.',
    'settings.name.opensThreads': () => 'A thread for each song',
    'settings.about.opensThreads': () =>
      'Covers that were asked for in another channel share a thread for each song, in the channel where covers go. In a forum each cover is a post of its own.',
    'settings.name.remixTag': () => 'Forum tag',
    'settings.about.remixTag': () =>
      'The name of the tag that covers get in a forum that has it. Some forums need one.',
    'settings.name.pricesFor': () => 'Who sees prices',
    'settings.about.pricesFor': () => 'Who is told what covers cost.',
    'settings.name.allowedRoleIds': () => 'Roles that may',
    'settings.about.allowedRoleIds': () => 'Only members with one of these make covers. None chosen: everybody.',
    'settings.name.deniedRoleIds': () => 'Roles that may not',
    'settings.about.deniedRoleIds': () => 'Members with one of these make no covers, whatever other roles they have.',
    'settings.name.membershipMinutes': () => 'Time in the server',
    'settings.about.membershipMinutes': () => 'How long somebody must have been in the server to make covers.',
    'settings.name.pauseMinutes': () => 'Pause between covers',
    'settings.about.pauseMinutes': () => 'How long a member waits from one cover to the next.',
    'settings.name.guildDayTakes': () => 'Takes a day, server',
    'settings.about.guildDayTakes': () =>
      'How many takes all members together may have made in a day. A take is one version of a cover.',
    'settings.name.guildMonthTakes': () => 'Takes a month, server',
    'settings.about.guildMonthTakes': () =>
      'How many takes all members together may have made in a month. A take is one version of a cover.',
    'settings.name.guildDayMicros': () => 'Money a day, server',
    'settings.about.guildDayMicros': () => 'How much the covers of all members together may cost in a day.',
    'settings.name.guildMonthMicros': () => 'Money a month, server',
    'settings.about.guildMonthMicros': () => 'How much the covers of all members together may cost in a month.',
    'settings.name.memberDayTakes': () => 'Takes a day, member',
    'settings.about.memberDayTakes': () =>
      'How many takes each member may have made here in a day. A take is one version of a cover.',
    'settings.name.memberMonthTakes': () => 'Takes a month, member',
    'settings.about.memberMonthTakes': () =>
      'How many takes each member may have made here in a month. A take is one version of a cover.',
    'settings.name.memberDayMicros': () => 'Money a day, member',
    'settings.about.memberDayMicros': () => "How much each member's covers may cost here in a day.",
    'settings.name.memberMonthMicros': () => 'Money a month, member',
    'settings.about.memberMonthMicros': () => "How much each member's covers may cost here in a month.",
    'settings.name.roleLimits': () => 'More for some roles',
    'settings.about.roleLimits': () =>
      'Members with such a role have another limit of their own. Of several, the most generous counts. Choose a role to set it.',
    'settings.name.waitingPerMember': () => 'In line, member',
    'settings.about.waitingPerMember': () => 'How many covers of a member may be in line at once.',
    'settings.name.confirmAboveMicros': () => 'Confirm above',
    'settings.about.confirmAboveMicros': () => 'Members see what a cover comes to before anything that can cost more.',
    'settings.name.runningPerGuild': () => 'Made at once',
    'settings.about.runningPerGuild': () => 'How many covers of the server are made at the same time. The others wait.',
    'settings.name.modelIds': () => 'Music services',
    'settings.about.modelIds': () =>
      'Which music services and models are used, in this order. None chosen: all of them.',
    'settings.name.format': () => 'Format',
    'settings.about.format': () =>
      'What covers are made as. Only MP3 is small and plays everywhere; WAV and FLAC come with an MP3 to play.',
    'settings.name.bitrateKbps': () => 'Bitrate',
    'settings.about.bitrateKbps': () => 'Of MP3 and OGG. More sounds better and takes more room.',
    'settings.name.wantsRightsTick': () => 'Ask for permission',
    'settings.about.wantsRightsTick': () => 'Members say that they may use a song before it is covered.',
    'settings.name.forbiddenWords': () => 'Forbidden words',
    'settings.about.forbiddenWords': () =>
      'Covers with one of these in the style, the lyrics or the name of a file are refused before anything is spent.',
    'settings.name.approval': () => 'Approval',
    'settings.about.approval': () =>
      'Which covers wait in the log channel until a moderator posts them. For a week at most.',
    'settings.name.flaggedWords': () => 'Flagged words',
    'settings.about.flaggedWords': () =>
      'With the approval of flagged words, covers with one of these wait for a moderator.',
    'settings.name.presets': () => 'Styles',
    'settings.about.presets': () => 'Named styles that are offered while a style is typed. Choose one to change it.',
    'settings.name.locale': () => 'Language',
    'settings.about.locale': () => 'The language of what everyone can read.',
    'settings.name.howTo': () => 'How-to message',
    'settings.about.howTo': () => 'A message in the channel where covers go that says how it works.',
    'settings.name.logChannelIds': () => 'Log channel',
    'settings.about.logChannelIds': () =>
      'Where changes of these settings and what moderators do are told, and covers wait for approval.',
    'settings.name.reportChannelIds': () => 'Report channel',
    'settings.about.reportChannelIds': () => "Where members' reports of covers go. None chosen: to the server's owner.",
    'settings.name.moderatorRoleIds': () => 'Moderator roles',
    'settings.about.moderatorRoleIds': () =>
      'Who looks after covers, beside those with the permission Manage Messages.',
    'settings.name.privateFirst': () => 'Private first',
    'settings.about.privateFirst': () =>
      'Covers go to whoever asked for them, who then posts them. Members may choose otherwise for a cover.',
  };

  const pages: Pages = {
    'settings.page.where': () => 'Where',
    'settings.page.where.about': () => 'Channels, threads, and who sees prices',
    'settings.page.who': () => 'Who',
    'settings.page.who.about': () => 'Roles, new members, pauses',
    'settings.page.howMuch': () => 'How much',
    'settings.page.howMuch.about': () => 'Limits for the server, for members and for roles',
    'settings.page.what': () => 'What',
    'settings.page.what.about': () => 'Music services, format, forbidden words, approval',
    'settings.page.styles': () => 'Styles',
    'settings.page.styles.about': () => 'Ready-made styles that members can choose',
    'settings.page.voice': () => 'Voice',
    'settings.page.voice.about': () => 'Language, how-to, log, reports, moderators, private first',
  };

  const span = (count: number) => {
    if (count % 1_440 === 0) return days(count / 1_440);
    return count % 60 === 0 ? hours(count / 60) : minutes(count);
  };

  return {
    ...names,
    ...pages,
    'command.settings': () => 'Choose how covers work in this server',

    'settings.title': (params: { page: string }) => `**Settings · ${params.page}**`,
    'settings.hint': () => 'Choose a setting to change it, or another page. Everything can be taken back.',
    'settings.line': (params: Named & { value: string; isOwn: boolean }) =>
      `**${params.name}:** ${params.value}${params.isOwn ? '' : ' · *default*'}`,
    'settings.value': (params: { value: string }) => `Now: **${params.value}**`,
    'settings.by.guild': () => 'Set by this server.',
    'settings.by.operator': () => "The default of the bot's owner.",
    'settings.by.clamped': () => "Set by this server, and cut to what the bot's owner allows by now.",
    'settings.bound': (params: { most: string }) => `The bot's owner allows up to ${params.most}.`,
    'settings.bound.tick': () => "The bot's owner asks for this in every server.",
    'settings.changed': (params: Named & { from: string; to: string }) =>
      `✓ **${params.name}** is now **${params.to}** (was ${params.from}).`,
    'settings.unchanged': (params: Named & { value: string }) => `**${params.name}** stays **${params.value}**.`,
    'settings.notTold': () => "I couldn't say so in the log channel. Check that I may write there.",
    'settings.missing': (params: { count: number }) =>
      `⚠ ${counted(params.count, { one: 'of these is', other: 'of these are' })} gone from the server. Choose again, or press **Reset**.`,
    'settings.aboveBound': (params: { most: string }) =>
      `That's more than the bot's owner allows. Choose ${params.most} or less.`,
    'settings.demanded': () => "The bot's owner asks for this in every server, so it can't be turned off here.",
    'settings.invalid.count': (params: { minimum: number; maximum: number }) =>
      `That's not a number I can use. Give a whole number from ${number(params.minimum)} to ${number(params.maximum)}, or leave it empty.`,
    'settings.invalid.money': () =>
      "That's not an amount I can use. Give dollars, such as 5 or 0.50, or leave it empty.",
    'settings.invalid.other': () => "I can't use that. Try again.",

    'settings.log': (params: Named & { mention: string; from: string; to: string }) =>
      `${params.mention} changed **${params.name}** from ${params.from} to ${params.to}.`,
    'settings.log.reset': (params: Named & { mention: string; from: string; to: string }) =>
      `${params.mention} reset **${params.name}** from ${params.from} to the default, ${params.to}.`,

    'settings.value.everywhere': () => 'everywhere',
    'settings.value.here': () => 'where they are asked for',
    'settings.value.nowhere': () => 'nowhere',
    'settings.value.owner': () => "the server's owner",
    'settings.value.everybody': () => 'everybody',
    'settings.value.nobody': () => 'nobody',
    'settings.value.noRole': () => 'none',
    'settings.value.yes': () => 'yes',
    'settings.value.no': () => 'no',
    'settings.value.off': () => 'off',
    'settings.value.noTag': () => 'none',
    'settings.value.noLimit': () => 'no limit',
    'settings.value.never': () => 'never',
    'settings.value.all': () => 'all of them',
    'settings.value.requesters': () => 'that of whoever asks',
    'settings.value.prices.all': () => 'everyone',
    'settings.value.prices.moderators': () => 'moderators',
    'settings.value.prices.nobody': () => 'nobody',
    'settings.value.approval.off': () => 'none',
    'settings.value.approval.all': () => 'all covers',
    'settings.value.approval.newMembers': () => 'those of new members',
    'settings.value.approval.flaggedWords': () => 'those with flagged words',
    'settings.approval.noLog': () =>
      '⚠ There is no log channel, so nobody is asked and these covers stay with their members. Choose one under **Voice**.',
    'settings.approval.noWords': () =>
      '⚠ There are no flagged words yet, so no cover waits. Add some under **Flagged words**.',
    'settings.flaggedWords.noApproval': () =>
      "⚠ Nobody looks at these yet: **Approval** isn't set to those with flagged words.",
    'settings.format.notFrom': (params: { models: readonly string[]; format: string }) =>
      `⚠ ${list(params.models)} can't make ${params.format}: those covers stay MP3.`,
    'settings.noRemixChannel': () =>
      '⚠ There is no channel for covers yet, so this does nothing. Choose one under **Where covers go**.',
    'settings.value.count': (params: { count: number }) => number(params.count),
    'settings.value.money': (params: { micros: number }) => money(params.micros),
    'settings.value.minutes': (params: { count: number }) => span(params.count),
    'settings.value.kbps': (params: { count: number }) => `${number(params.count)} kbit/s`,
    'settings.value.list': (params: { items: readonly string[]; more: number }) =>
      list([...params.items, ...(params.more === 0 ? [] : [`${number(params.more)} more`])]),
    'settings.value.words': (params: { count: number }) =>
      params.count === 0 ? 'none' : counted(params.count, { one: 'word', other: 'words' }),
    'settings.value.presets': (params: { count: number }) =>
      params.count === 0 ? 'none' : counted(params.count, { one: 'style', other: 'styles' }),
    'settings.value.roles': (params: { count: number }) =>
      params.count === 0 ? 'none' : counted(params.count, { one: 'role', other: 'roles' }),
    'settings.roleLimit': (params: { role: string; parts: readonly string[] }) =>
      `${params.role}: ${list(params.parts)}`,
    'settings.roleLimit.dayTakes': (params: { count: number }) =>
      `${counted(params.count, { one: 'take', other: 'takes' })} a day`,
    'settings.roleLimit.monthTakes': (params: { count: number }) =>
      `${counted(params.count, { one: 'take', other: 'takes' })} a month`,
    'settings.roleLimit.dayMicros': (params: { micros: number }) => `${money(params.micros)} a day`,
    'settings.roleLimit.monthMicros': (params: { micros: number }) => `${money(params.micros)} a month`,
    'settings.preset': (params: { position: number; name: string; style: string }) =>
      `${number(params.position)}. **${params.name}** – ${params.style}`,
    'settings.word.inside': (params: { word: string }) => `…${params.word}…`,
    'settings.words.shown': () => '-# A word between dots is found inside others, too.',

    'settings.placeholder.page': () => 'Go to…',
    'settings.placeholder.open': () => 'Change…',
    'settings.placeholder.channels': () => 'Choose channels',
    'settings.placeholder.channel': () => 'Choose a channel',
    'settings.placeholder.roles': () => 'Choose roles',
    'settings.placeholder.role': () => 'Choose a role',
    'settings.placeholder.value': () => 'Choose',
    'settings.placeholder.preset': () => 'Choose a style to change it',
    'button.settings.change': () => 'Change',
    'button.settings.reset': () => 'Reset',
    'button.settings.back': () => 'Back',
    'button.settings.addWords': () => 'Add words',
    'button.settings.dropWords': () => 'Remove words',
    'button.settings.showWords': () => 'Show them',
    'button.settings.addPreset': () => 'Add a style',
    'button.settings.editPreset': () => 'Edit',
    'button.settings.presetUp': () => 'Move up',
    'button.settings.presetDown': () => 'Move down',
    'button.settings.dropPreset': () => 'Remove',

    'settings.form.count': () => "A whole number. Empty: as the bot's owner set it.",
    'settings.form.money': () => "In dollars, such as 5 or 0.50. Empty: as the bot's owner set it.",
    'settings.form.line': () => 'Empty: none.',
    'settings.form.roleLimit': () => 'Limits for that role',
    'settings.form.roleLimit.hint': () => 'Empty: as for any member.',
    'settings.form.words': () => 'Words',
    'settings.form.words.hint': () => 'One on each line, or with commas between.',
    'settings.form.words.example': () => 'one word, another word',
    'settings.form.match': () => 'Find them',
    'settings.form.match.hint': () => 'Parts catch more, and sometimes too much.',
    'settings.form.match.whole': () => 'as whole words only',
    'settings.form.match.inside': () => 'inside other words, too',
    'settings.form.preset.name': () => 'Name',
    'settings.form.preset.name.hint': () => 'As members find it.',
    'settings.form.preset.style': () => 'Style',
    'settings.form.preset.style.hint': () => 'How a cover in it should sound.',
    'settings.words.added': (params: { count: number; total: number }) =>
      `✓ Added ${counted(params.count, { one: 'word', other: 'words' })}. There ${plural(params.total, { one: 'is', other: 'are' })} ${number(params.total)} now.`,
    'settings.words.dropped': (params: { count: number; total: number }) =>
      `✓ Removed ${counted(params.count, { one: 'word', other: 'words' })}. There ${plural(params.total, { one: 'is', other: 'are' })} ${number(params.total)} now.`,
    'settings.words.tooMany': (params: { maximum: number }) =>
      `That would be more than ${number(params.maximum)} words. Remove some first.`,
    'settings.preset.added': (params: Named) => `✓ Added **${params.name}**.`,
    'settings.preset.changed': (params: Named) => `✓ Changed **${params.name}**.`,
    'settings.preset.moved': (params: Named & { position: number }) =>
      `✓ **${params.name}** is number ${number(params.position)} now.`,
    'settings.preset.dropped': (params: Named) => `✓ Removed **${params.name}**.`,
    'settings.preset.tooMany': (params: { maximum: number }) =>
      `There are ${number(params.maximum)} styles already. Remove one first.`,
    'settings.preset.taken': (params: Named) => `There is a style called **${params.name}** already.`,
  };
};
