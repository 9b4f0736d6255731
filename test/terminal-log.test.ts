import { describe, expect, it } from 'vitest';
import { StartError } from '../src/errors.ts';
import { createLogger, type Logger } from '../src/logger.ts';
import { formatForTerminal } from '../src/terminal-log.ts';

/** What a terminal shows of what is logged, without the times of day. */
function shownOf(write: (log: Logger) => void, isVerbose = false): string {
  let shown = '';
  const destination = {
    write(line: string) {
      shown += formatForTerminal(line, { isVerbose });
    },
  };
  write(createLogger({ level: 'trace', destination }));
  return shown.replaceAll(/^(\d\d:\d\d:\d\d| {8}) {2}/gm, '');
}

describe('the log on a terminal', () => {
  it('says who is online, where, how to invite it and how to stop it', () => {
    const facts = { bot: 'Coverband#1234', servers: 3, invite: 'https://discord.com/oauth2/authorize?client_id=1' };
    expect(shownOf((log) => log.info(facts, 'ready'))).toBe(
      'Online as Coverband#1234 in 3 servers.\nInvite: https://discord.com/oauth2/authorize?client_id=1\nCtrl+C stops.\n',
    );
    expect(shownOf((log) => log.info({ ...facts, servers: 1 }, 'ready'))).toContain(' in 1 server.');
    expect(shownOf((log) => log.info({ ...facts, servers: undefined }, 'ready'))).toContain('Coverband#1234.\n');
  });

  it('has the time of day before each entry', () => {
    const line = JSON.stringify({ level: 30, time: new Date(2026, 10, 28, 9, 5, 7).getTime(), msg: 'ready' });
    expect(formatForTerminal(line, { isVerbose: false })).toMatch(/^09:05:07 {2}Online/);
  });

  it('tells of servers that come and go', () => {
    const facts = { guildId: '123', servers: 4 };
    expect(shownOf((log) => log.info(facts, 'a server has added the bot'))).toBe(
      'Server 123 added the bot: 4 servers now.\n',
    );
    expect(shownOf((log) => log.info({ ...facts, servers: 1 }, 'a server has removed the bot'))).toBe(
      'Server 123 removed the bot: 1 server now.\n',
    );
  });

  it('leaves out what only a program would want, unless it is asked for', () => {
    const write = (log: Logger) => log.info({ commands: 6 }, 'commands registered');
    expect(shownOf(write)).toBe('');
    expect(shownOf(write, true)).toBe('commands registered (commands: 6)\n');
  });

  it('shows all that is wrong, with its facts, and where an error was thrown', () => {
    const warned = shownOf((log) => log.warn({ reason: 'no network', retryInMs: 500 }, 'Discord cannot be reached'));
    expect(warned).toBe('Warning: Discord cannot be reached (reason: no network, retryInMs: 500)\n');
    const cause = new Error('disk I/O error');
    const failed = shownOf((log) => log.error({ err: new StartError('it cannot go on', { cause }) }, 'work failed'));
    expect(failed).toMatch(/^Error: work failed\n {4}StartError · it cannot go on\n {4}at .*terminal-log\.test/);
    expect(failed).toContain('    Error · disk I/O error\n');
  });

  it('is never painted or moved by what stands in a line', () => {
    const shown = shownOf((log) => log.warn({ reason: '\u001b[2J\u0007red\r\n' }, 'it failed'));
    expect(shown).toBe('Warning: it failed (reason: �[2J�red��)\n');
  });

  it('shows no secret, as the log itself does not', () => {
    expect(shownOf((log) => log.warn({ token: 'a.b.c' }, 'it failed'))).not.toContain('a.b.c');
  });

  it('passes on what is no line of the log', () => {
    for (const line of ['something else\n', '[1]\n', '{"msg":"ready"}\n']) {
      expect(formatForTerminal(line, { isVerbose: false })).toBe(line);
    }
  });
});
