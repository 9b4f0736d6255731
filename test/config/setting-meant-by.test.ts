import { expect, it } from 'vitest';
import { settingMeantBy } from '../../src/config/setting-meant-by.ts';
import { settingNames } from '../../src/config/settings.ts';

it.each([
  ['GUILD_BUDGET_USD', 'GUILD_BUDGET_USD_PER_MONTH'],
  ['DISCORD_BOT_TOKEN', 'DISCORD_TOKEN'],
  ['DISCORD_TOKN', 'DISCORD_TOKEN'],
  ['DSICORD_TOKEN', 'DISCORD_TOKEN'],
  ['discord_token', 'DISCORD_TOKEN'],
  ['DISCORD-TOKEN', 'DISCORD_TOKEN'],
  ['RUNWARE_KEY', 'RUNWARE_API_KEY'],
  ['PROVIDER', 'PROVIDERS'],
  ['MEMBER_COVERS_PER_DAYS', 'MEMBER_COVERS_PER_DAY'],
  ['FILE_MAX_GB', 'FILES_MAX_GB'],
  ['OPERATOR_PROT', 'OPERATOR_PORT'],
])('%s is taken for %s', (name, meant) => {
  expect(settingMeantBy(name, settingNames)).toBe(meant);
});

it.each([
  'PATH',
  'FTP_PROXY',
  'ftp_proxy',
  'ALL_PROXY',
  'all_proxy',
  'HOME',
  'SHELL',
  'USER',
  'LANG',
  'LC_ALL',
  'TERM',
  'PWD',
  'LOGNAME',
  'HOSTNAME',
  'TZ',
  'MAIL',
  'EDITOR',
  'PORT',
  'HOST',
  'DEBUG',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_EXTRA_CA_CERTS',
  'npm_config_cache',
  'npm_lifecycle_event',
  'npm_package_json',
  'INIT_CWD',
  'INVOCATION_ID',
  'JOURNAL_STREAM',
  'SYSTEMD_EXEC_PID',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'SSH_CONNECTION',
  'COLORTERM',
  'COMPOSE_PROJECT_NAME',
  'DOCKER_HOST',
  'KUBERNETES_SERVICE_HOST',
  'LOG_DIR',
  'DATA_HOME',
  'MODEL',
  'TOKEN',
  'CLOCK',
  'SSL_CERT_FILE',
])('%s is nobody’s misspelling', (name) => {
  expect(settingMeantBy(name, settingNames)).toBeUndefined();
});
