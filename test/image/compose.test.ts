import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { botSettings } from '../../src/config/bot-settings.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { ROOT, read } from './dockerfile.ts';

const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  restart: z.string(),
  init: z.boolean().default(false),
  hostname: z.string().optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  stop_grace_period: z.string().optional(),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  deploy: z.object({ replicas: z.number() }).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
});

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.object({ environment: z.string() })),
});

const SECRET = 'a secret of the test';

const { services, volumes, secrets } = composeSchema.parse(parse(read('compose.yaml'), { merge: true }));
const { coverband, ...others } = services;
if (!coverband) throw new Error('there is no bot');
const { gateway, worker, postgres, 'postgres-backup': backup } = others;
const bots = [coverband, gateway, worker].filter((service) => service !== undefined);

/** As Compose puts variables in: `${NAME}`, `${NAME:-else this}`, `${NAME:+this}`, also within each other; and `${NAME:?or else}`. */
function interpolate(text: string, variables: Record<string, string>): string {
  const innermost = /\$\{(\w+)(?:(:[-+?])([^${}]*))?\}/;
  let result = text;
  for (let found = innermost.exec(result); found; found = innermost.exec(result)) {
    const [whole, name = '', how, other = ''] = found;
    const given = variables[name] ?? '';
    const value = how === ':+' ? given && other : how === ':-' ? given || other : given;
    result = result.replace(whole, () => value);
  }
  return result;
}

/** What the bot of a service reads, where `.env` says so much. */
function configOf({ environment }: z.output<typeof serviceSchema>, env: Record<string, string>) {
  const put = Object.entries(environment).map(([name, value]) => [name, interpolate(value, env)] as const);
  return readConfig({ DISCORD_TOKEN: 'token', RUNWARE_API_KEY: 'key', ...env, ...Object.fromEntries(put) });
}

describe('the compose file', () => {
  it('gives a stopping bot longer than it waits for what is paid for', () => {
    const seconds = Number(/^(\d+)s$/.exec(coverband.stop_grace_period ?? '')?.[1]);
    expect(seconds).toBeGreaterThanOrEqual(Number(botSettings.SHUTDOWN_WAIT_SECONDS.fallback) + 10);
    expect(coverband.init).toBe(true);
  });

  it('leaves the bot nothing to write to but its data, and no rights that it does not need', () => {
    expect(bots).toHaveLength(3);
    for (const bot of bots) {
      expect(bot).toMatchObject({ read_only: true, restart: 'unless-stopped', env_file: '.env', init: true });
      expect(bot.volumes).toEqual(['data:/data']);
      expect(bot.environment.DATA_DIR).toBe('/data');
    }
    for (const service of Object.values(services)) {
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
    }
  });

  it('gives the bot a name that stays, so that a new container is no other machine to it', () => {
    expect(coverband.hostname).toBe('coverband');
  });

  it('builds the bot in the version of the package', () => {
    expect(coverband).toMatchObject({ build: '.', image: `coverband:${JSON.parse(read('package.json')).version}` });
  });

  it('starts the others only when they are asked for, each in one version', () => {
    expect(Object.entries(others).map(([name, { profiles }]) => [name, ...profiles])).toEqual([
      ['gateway', 'fleet'],
      ['worker', 'fleet'],
      ['postgres', 'fleet'],
      ['postgres-backup', 'fleet'],
      ['prometheus', 'metrics'],
      ['grafana', 'metrics'],
    ]);
    for (const { image } of Object.values(services)) expect(image).toMatch(/:v?\d+\.\d+(\.\d+|-bookworm)$/);
    expect(backup?.image).toBe(postgres?.image);
  });

  it('runs one bot on its file as long as there is no password for PostgreSQL', () => {
    const config = configOf(coverband, { OPERATOR_SECRET: SECRET });
    expect(config).toMatchObject({ role: 'all', postgres: undefined, shards: undefined });
  });

  it('runs two gateways and three workers on one database once there is one', () => {
    if (!gateway || !worker) throw new Error('there is no fleet');
    const env = { OPERATOR_SECRET: SECRET, POSTGRES_PASSWORD: 'abc123' };
    const url = 'postgres://coverband:abc123@postgres/coverband';
    expect(configOf(coverband, env)).toMatchObject({
      role: 'gateway',
      postgres: { url },
      shards: { ids: [0], count: 2 },
    });
    expect(configOf(gateway, env)).toMatchObject({
      role: 'gateway',
      postgres: { url },
      shards: { ids: [1], count: 2 },
    });
    expect(configOf(worker, env)).toMatchObject({ role: 'worker', postgres: { url } });
    expect(worker.deploy).toEqual({ replicas: 3 });
    for (const bot of [gateway, worker]) expect(bot.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  });

  it('holds no password, and starts no database without one', () => {
    expect(postgres?.environment.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:-\}$/);
    expect(backup?.environment.PGPASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:-\}$/);
    expect(read('compose.yaml')).not.toMatch(/postgres:\/\/\w+:\w/);
  });

  it('has the database check its pages, and let go soon of whose machine is gone', () => {
    expect(postgres?.environment.POSTGRES_INITDB_ARGS).toBe('--data-checksums');
    expect(postgres?.command.join(' ')).toBe(
      'postgres -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    );
  });

  it('opens no port to other machines', () => {
    const ports = Object.values(services).flatMap((service) => service.ports);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('mounts files that are there and volumes that are declared', () => {
    const mounted = Object.values(services).flatMap((service) => service.volumes.map((volume) => volume.split(':')));
    for (const [source = '', , mode] of mounted) {
      if (!source.startsWith('./')) expect(Object.keys(volumes)).toContain(source);
      else
        expect({ source, isThere: existsSync(join(ROOT, source)), mode }).toEqual({
          source,
          isThere: true,
          mode: 'ro',
        });
    }
  });

  it('sends Prometheus to the port that the bot opens, with the secret that it was given, and Grafana to Prometheus', () => {
    const scrape = parse(read('docker/prometheus.yaml')).scrape_configs[0];
    expect(scrape.static_configs[0].targets).toEqual([`coverband:${coverband.environment.OPERATOR_PORT}`]);
    expect(scrape.dns_sd_configs).toEqual([
      { names: ['gateway', 'worker'], type: 'A', port: Number(coverband.environment.OPERATOR_PORT) },
    ]);
    // The alerts know the bot by it.
    expect(scrape.job_name).toBe('coverband');
    const [name = ''] = others.prometheus?.secrets ?? [];
    expect(scrape.authorization.credentials_file).toBe(`/run/secrets/${name}`);
    expect(secrets[name]).toEqual({ environment: 'OPERATOR_SECRET' });
    expect(coverband.environment.OPERATOR_SECRET).toMatch(/^\$\{OPERATOR_SECRET:\?/);
    expect(parse(read('docker/grafana-source.yaml')).datasources[0].url).toBe('http://prometheus:9090');
  });

  it('knows no setting of the bot that there is not', () => {
    const named = bots.flatMap(({ environment }) => Object.keys(environment));
    expect(named.filter((name) => !(name in botSettings))).toEqual([]);
  });
});
