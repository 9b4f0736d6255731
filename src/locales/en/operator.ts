import type { Formats } from '../format.ts';

interface Fact {
  /** A server by its name and id, a provider or a model. Escaped. */
  about: string;
  count: number;
  at: number;
}

interface Amount {
  micros: number;
}

/** `/cover-operator`, and what the bot tells whoever runs it. Names of servers arrive escaped. */
export const operator = ({ number, counted, money, seconds, relativeTime, dateTime, command }: Formats) => {
  const when = (at: number | null) => (at === null ? 'not since the start' : relativeTime(at));

  return {
    'command.operator': () => "For the bot's owner: health, spend, servers, maintenance",

    'operator.page.health': () => 'Health',
    'operator.page.spend': () => 'Spend',
    'operator.page.guilds': () => 'Servers',
    'operator.page.doubts': () => 'Money in doubt',
    'operator.placeholder.page': () => 'Go to…',
    'operator.placeholder.provider': () => 'Pause or resume…',
    'operator.placeholder.guild': () => 'Open a server…',
    'operator.placeholder.month': () => 'Another month…',
    'operator.placeholder.doubt': () => 'Open one…',

    'operator.drainedNow': () =>
      '⏸ **Maintenance**: nothing new is begun anywhere. What was accepted waits, what runs goes on.',
    'operator.drained.done': () => 'Maintenance is on. Nothing new is begun until you end it, also after a restart.',
    'operator.undrained.done': () => 'Maintenance is over. Those in line start now.',
    'operator.provider': (params: {
      name: string;
      health: 'ok' | 'open' | 'refused' | 'no credit' | 'unknown';
      isPaused: boolean;
      answeredAt: number | null;
      failures: number;
      closedForMs: number;
    }) => {
      const states = {
        ok: '🟢 fine',
        open: '🔴 away',
        refused: '🔴 key refused',
        'no credit': '🔴 out of credit',
        unknown: '⚪ has not answered yet',
      };
      const paused = params.isPaused ? ' · ⏸ paused' : '';
      const failures = params.failures > 0 ? ` · ${counted(params.failures, failureForms)} in a row` : '';
      const closed =
        params.closedForMs > 0 ? ` · tried again in ${seconds(Math.ceil(params.closedForMs / 1_000))}` : '';
      return `**${params.name}**: ${states[params.health]}${paused}${failures}${closed} · last answer ${when(params.answeredAt)}`;
    },
    'operator.queue': (params: { waiting: number; running: number; delivering: number; unknown: number }) =>
      `In line **${number(params.waiting)}** · being made **${number(params.running)}** · being posted **${number(params.delivering)}** · in doubt **${number(params.unknown)}**`,
    'operator.oldest': (params: { at: number }) => `The oldest in line was asked for ${relativeTime(params.at)}.`,
    'operator.providerPaused.done': (params: { name: string }) =>
      `**${params.name}** is paused. What runs there goes on; nothing new is begun.`,
    'operator.providerResumed.done': (params: { name: string }) => `**${params.name}** is back in use.`,
    'operator.option.pause': (params: { name: string }) => `Pause ${params.name}`,
    'operator.option.resume': (params: { name: string }) => `Resume ${params.name}`,

    'operator.spend.total': (params: Amount & { month: string; limitMicros: number | null }) =>
      params.limitMicros === null
        ? `**${params.month}**: ${money(params.micros)}`
        : `**${params.month}**: ${money(params.micros)} of ${money(params.limitMicros)}`,
    'operator.spend.forecast': (params: Amount) => `At this pace the month comes to about ${money(params.micros)}.`,
    'operator.spend.noForecast': () => 'From the third day on, what the month is likely to come to stands here.',
    'operator.spend.presumed': (params: Amount) => `Of it, ${money(params.micros)} is in doubt.`,
    'operator.spend.line': (params: Amount & { name: string }) => `${params.name}: ${money(params.micros)}`,
    'operator.spend.byProvider': () => '**By music service**',
    'operator.spend.byGuild': () => '**By server**',
    'operator.spend.noProvider': () => 'lyrics, and what was deleted',
    'operator.spend.more': (params: { count: number }) =>
      `…and ${counted(params.count, { one: 'more server', other: 'more servers' })} in the CSV`,
    'operator.spend.csv': () => 'Spend by month, server and music service, in dollars:',
    'operator.spend.none': () => 'Nothing was spent in that month.',

    'operator.guild.line': (params: {
      name: string;
      micros: number;
      limitMicros: number | null;
      isAllowed: boolean;
      isPaused: boolean;
      isThere: boolean;
    }) => {
      const limit = params.limitMicros === null ? '' : ` of ${money(params.limitMicros)}`;
      const marks = [
        ...(params.isAllowed ? [] : ['🚫 not allowed']),
        ...(params.isPaused ? ['⏸ paused'] : []),
        ...(params.isThere ? [] : ['not there']),
      ];
      return `**${params.name}**: ${money(params.micros)}${limit}${marks.map((mark) => ` · ${mark}`).join('')}`;
    },
    'operator.guild.none': () => 'No server has added the bot yet.',
    'operator.guild.id': (params: { id: string }) => `Id ${params.id}`,
    'operator.guild.month': (params: {
      takes: number;
      limitTakes: number | null;
      micros: number;
      limitMicros: number | null;
    }) => {
      const of = (limit: string | null) => (limit === null ? '' : ` of ${limit}`);
      const takes = `${number(params.takes)}${of(params.limitTakes === null ? null : number(params.limitTakes))} takes`;
      const spent = `${money(params.micros)}${of(params.limitMicros === null ? null : money(params.limitMicros))}`;
      return `This month: ${takes}, ${spent}`;
    },
    'operator.guild.allowed': (params: { isAllowed: boolean; isOwn: boolean }) =>
      `${params.isAllowed ? 'May have covers made' : '🚫 May not have covers made'} (${params.isOwn ? 'chosen here' : 'by the settings of the bot'})`,
    'operator.guild.limits': (params: { isOwn: boolean }) =>
      params.isOwn ? 'Its limits were chosen here.' : 'Its limits are those in the settings of the bot.',
    'operator.guild.paused': () => '⏸ Paused: nothing new is begun; what runs goes on.',
    'operator.guild.askLeave': (params: { name: string }) =>
      `Really leave **${params.name}**? Its waiting covers end, and what is kept of it is deleted later. Only its admins can add the bot again.`,
    'operator.guild.left': (params: { name: string }) => `Left **${params.name}**.`,
    'operator.guild.notThere': (params: { name: string }) => `The bot is not in **${params.name}**.`,
    'operator.guild.saved': () => 'Saved. It holds from the next click on.',
    'operator.form.title': () => "A server's month",
    'operator.form.takes': () => 'Takes a month',
    'operator.form.money': () => 'Dollars a month',
    'operator.form.hint': () => 'Empty: as the settings of the bot say',
    'operator.form.invalid': () => 'I need whole takes and an amount such as 7.50. Nothing was changed.',

    'operator.doubt.none': () => 'Nothing is in doubt.',
    'operator.doubt.about': () =>
      "Requests that may have reached a music service, and money that counts as spent until you know. Look at the service's own account before you decide.",
    'operator.doubt.line': (params: {
      id: string;
      provider: string;
      micros: number;
      state: 'unknown' | 'presumed';
      at: number;
    }) =>
      `**${params.id}** at ${params.provider}: ${money(params.micros)} · ${params.state === 'unknown' ? 'may have arrived' : 'presumed spent'} · ${dateTime(params.at)}`,
    'operator.doubt.option': (params: { provider: string; micros: number }) =>
      `${params.provider}, ${money(params.micros)}`,
    'operator.doubt.task': (params: { ourId: string; ref: string | null }) =>
      `Our id for it: \`${params.ourId}\`${params.ref === null ? '' : ` · theirs: \`${params.ref}\``}`,
    'operator.doubt.server': (params: { id: string }) => `In server ${params.id}`,
    'operator.doubt.ask.spent': (params: Amount) => `Really count ${money(params.micros)} as spent?`,
    'operator.doubt.ask.free': (params: Amount) =>
      `Really give ${money(params.micros)} back to the budget? Only if the service has not billed it.`,
    'operator.doubt.ask.retry': () =>
      'Really have it made anew? **It is paid for once more.** Only if the service never got the first request.',
    'operator.doubt.done.spent': (params: Amount) => `${money(params.micros)} counts as spent.`,
    'operator.doubt.done.free': () => 'It counts as free. The budget has its money back.',
    'operator.doubt.done.retry': (params: { id: string }) => `It counts as free, and is made anew as **${params.id}**.`,
    'operator.doubt.notRetried': (params: { reason: string }) =>
      `It counts as free, but cannot be made anew: ${params.reason}`,

    'button.operator.drain': () => 'Begin maintenance',
    'button.operator.undrain': () => 'End maintenance',
    'button.operator.refresh': () => 'Refresh',
    'button.operator.csv': () => 'CSV',
    'button.operator.allow': () => 'Allow',
    'button.operator.deny': () => 'Disallow',
    'button.operator.limit': () => 'Limit…',
    'button.operator.pause': () => 'Pause',
    'button.operator.resume': () => 'Resume',
    'button.operator.reset': () => 'Reset',
    'button.operator.leave': () => 'Leave…',
    'button.operator.leaveNow': () => 'Yes, leave',
    'button.operator.back': () => 'Back',
    'button.operator.earlier': () => '‹',
    'button.operator.later': () => '›',
    'button.operator.spent': () => 'It was spent…',
    'button.operator.free': () => 'It cost nothing…',
    'button.operator.retry': () => 'Make it anew…',
    'button.operator.spentNow': () => 'Yes, it was spent',
    'button.operator.freeNow': () => 'Yes, it cost nothing',
    'button.operator.retryNow': () => 'Yes, make it anew',

    'operator.notice.server': (params: { name: string; id: string }) => `**${params.name}** (${params.id})`,
    'operator.notice.joined.title': () => '📥 **A server has added the bot**',
    'operator.notice.joined': ({ about, at }: Fact) =>
      `${about}, ${relativeTime(at)}. ${command('cover-operator')} → Servers says what it may spend.`,
    'operator.notice.left.title': () => '📤 **A server has removed the bot**',
    'operator.notice.left': ({ about, at }: Fact) => `${about}, ${relativeTime(at)}`,
    'operator.notice.budget.title': () => "💸 **The month's budget is running out**",
    'operator.notice.budget': ({ about, count }: Fact) =>
      `${about}: ${number(count)} % of BUDGET_USD_PER_MONTH is used.`,
    'operator.notice.keyRefused.title': () => '🔑 **A music service refuses the key**',
    'operator.notice.keyRefused': ({ about, at }: Fact) =>
      `${about}, ${relativeTime(at)}. Look at its key in the settings.`,
    'operator.notice.noCredit.title': () => '🪙 **A music service is out of credit**',
    'operator.notice.noCredit': ({ about, at }: Fact) => `${about}, ${relativeTime(at)}. Top up its account.`,
    'operator.notice.priceChanged.title': () => '🏷️ **A price has changed**',
    'operator.notice.priceChanged': ({ about, count }: Fact) => `${about}: ${money(count)} a take from now on`,
    'operator.notice.unpostable.title': () => '📮 **Covers that are paid for cannot be posted**',
    'operator.notice.unpostable': ({ about, count }: Fact) =>
      `${about}: ${counted(count, { one: 'cover', other: 'covers' })} for over an hour. Look at the bot's permissions there.`,
  };
};

const failureForms = { one: 'failure', other: 'failures' };
